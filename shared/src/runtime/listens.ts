import { evaluate } from '../condition/evaluate.ts';
import { type EventRecord, effectiveAt, matchesName } from '../event/event.ts';
import type { EndReason } from '../node/decision.ts';
import { lookupKey } from '../node/lookup.ts';
import type { Listen, Plan } from '../plan/plan.ts';
import type { Step } from './answer.ts';
import { conditionWorld, type Reading } from './decide-context.ts';
import { type RunState, type Token, visitOf } from './state.ts';

/** An event that interrupts a run. */
export interface Heard {
  listen: Listen;
  event: EventRecord;
}

/** What an interruption does to a run; the same for routing, which applies it at once, and for `advance`, which looks back. */
export interface Interruption {
  state: RunState;
  step: Step;
  /** Absent: the run goes on. */
  ended?: EndReason;
}

/** Whether an event interrupts the run: the first of these exit rules and goals that it meets. Goals count once a run. */
export function hears(reading: Reading, listens: readonly Listen[], event: EventRecord): Heard | undefined {
  const { state } = reading;
  if (state.consumed.includes(event.id)) return undefined;
  const listen = listens.find(
    (one) =>
      matchesName(one.event, event.name) &&
      !(one.kind === 'goal' && state.goals && Object.hasOwn(state.goals, one.node)) &&
      (!one.filter || evaluate(one.filter, conditionWorld(reading, event)).value === true),
  );
  return listen && { listen, event };
}

/** The earliest event since the trigger that interrupts the run and was not applied: before it started, or while it was paused. */
export function looksBack(reading: Reading, plan: Plan): Heard | undefined {
  const { listens = [] } = plan;
  if (listens.length === 0) return undefined;
  const { restarted, enteredAt } = reading.state;
  const since = reading.world.trigger && !restarted ? effectiveAt(reading.world.trigger) : enteredAt;
  const lookup = { kind: 'events' as const, names: [...new Set(listens.map(({ event }) => event))], since };
  const events = reading.world.loaded.events[lookupKey(lookup)];
  if (!events) reading.missing.push(lookup);
  const heard = (events ?? []).flatMap((event) => hears(reading, listens, event) ?? []);
  return heard.sort((a, b) => effectiveAt(a.event) - effectiveAt(b.event))[0];
}

/** Applies an interruption to a run that has a token; the event is consumed by it. */
export function interrupt(state: RunState, { listen, event }: Heard, now: number): Interruption {
  const [token] = state.tokens;
  if (!token) throw new Error('A run without tokens has ended and cannot be interrupted.');
  const step: Step = {
    token: token.id,
    node: token.node,
    visit: visitOf(state, token),
    kind: 'control',
    cause: 'event',
    text: `${listen.kind === 'exit' ? 'Exit rule' : 'Goal'} “${listen.name}”: ${event.name} came`,
    consumed: event.id,
    openedAt: ('since' in token ? token.since : undefined) ?? now,
    at: now,
  };
  const consumed = [...state.consumed, event.id];
  if (listen.kind === 'exit') {
    return {
      state: { ...state, consumed, tokens: [] },
      step: { ...step, kind: 'ended', outcome: 'exit-rule' },
      ended: 'exit-rule',
    };
  }
  const goals = { ...state.goals, [listen.node]: now };
  switch (listen.effect) {
    case 'end':
      return {
        state: { ...state, consumed, goals, tokens: [] },
        step: { ...step, kind: 'ended', outcome: 'goal-reached' },
        ended: 'goal-reached',
      };
    case 'go': {
      const tokens: Token[] = [{ id: token.id, at: 'ready', node: listen.node }];
      return {
        state: { ...state, consumed, goals, tokens },
        step: { ...step, to: listen.node, outcome: 'goal-reached' },
      };
    }
    case 'count':
      return { state: { ...state, consumed, goals }, step: { ...step, outcome: 'goal-counted' } };
    default:
      return listen.effect satisfies never;
  }
}
