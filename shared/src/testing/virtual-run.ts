import { type EventRecord, effectiveAt } from '../event/event.ts';
import type { LeadSnapshot } from '../lead/lead.ts';
import type { Catalog } from '../node/catalog.ts';
import type { Change } from '../node/change.ts';
import { NOTHING_LOADED } from '../node/lookup.ts';
import type { EffectOutcome } from '../node/perform.ts';
import type { Plan } from '../plan/plan.ts';
import { type AdvanceInput, advance } from '../runtime/advance.ts';
import type { Advance, Cause, EffectAt, Settled, Step, Stop } from '../runtime/answer.ts';
import { skipWait } from '../runtime/control.ts';
import { applyChange } from '../runtime/decide.ts';
import type { RecordedCall } from '../runtime/replay.ts';
import { initialState, type RunState } from '../runtime/state.ts';
import type { World } from '../runtime/world.ts';
import type { Chance } from './chance.ts';
import { deepFreeze } from './deep-freeze.ts';
import { answerLookups } from './small-plan.ts';

const MINUTE = 60_000;
/** More calls than this for one run means that it moves for ever. */
const CALLS = 3_000;

export interface VirtualRunInput {
  plan: Plan;
  catalog: Catalog;
  lead: LeadSnapshot;
  trigger: { node: string; event: EventRecord | null };
  events: readonly EventRecord[];
  from: number;
  chance: Chance;
  /** Asked before each rest: there the run goes to another plan. */
  migrate?: (state: RunState, now: number) => { plan: Plan; state: RunState; steps: Step[] } | undefined;
}

export interface VirtualRun {
  steps: Step[];
  state: RunState;
  /** How it came to stand for good. */
  stop: Stop;
  stops: Stop['kind'][];
  outcomes: string[];
  /** What each decision saw, and what was changed from outside; from the first state on. */
  from: RunState;
  calls: RecordedCall[];
}

/**
 * Drives one run through pure `advance` in a world of its own: a virtual clock, a list of events, effects that turn out by chance, and calls
 * that come too early, twice, or for no reason. Throws where `advance` breaks its word.
 */
export function runVirtually(input: VirtualRunInput): VirtualRun {
  return new VirtualWorld(input).run();
}

class VirtualWorld {
  private readonly input: VirtualRunInput;
  private plan: Plan;
  private readonly steps: Step[] = [];
  private readonly stops: Stop['kind'][] = [];
  private readonly outcomes: string[] = [];
  private readonly calls: RecordedCall[] = [];
  private readonly first: RunState;
  private readonly attempts = new Map<string, number>();
  private now: number;
  private state: RunState;
  private lead: LeadSnapshot;
  /** What comes from outside, and what the run itself brings about. */
  private readonly events: EventRecord[];

  constructor(input: VirtualRunInput) {
    const { trigger, from, lead } = input;
    this.input = input;
    this.plan = input.plan;
    this.now = from;
    this.lead = lead;
    this.events = [...input.events];
    const { node, event } = trigger;
    this.state = initialState({ trigger: node, enteredAt: from, ...(event ? { eventId: event.id } : {}) });
    this.first = this.state;
  }

  run(): VirtualRun {
    const { chance } = this.input;
    let place: AdvanceInput['place'] = chance.maybe(0.2) ? 'any' : 'local';
    let cause: Cause = 'start';
    let settled: Settled | undefined;
    for (let calls = 0; calls < CALLS; calls++) {
      const { stop } = this.ask(place, cause, settled);
      settled = undefined;
      switch (stop.kind) {
        case 'end':
        case 'parked':
          return this.told(stop);
        case 'step':
          [place, cause] = [stop.place, 'go'];
          break;
        case 'effect':
          this.now += chance.int(1, 5_000);
          settled = this.perform(stop.effect);
          [place, cause] = [stop.effect.place, 'settled'];
          break;
        case 'wait': {
          const next = this.migrates() ?? this.rest(stop);
          if (!next) return this.told(stop);
          [place, cause] = next;
          break;
        }
        case 'load':
          throw new Error('All look-ups were loaded, and advance still asks for some.');
        default:
          stop satisfies never;
      }
    }
    throw new Error(`The run still moves after ${CALLS} calls; it stands at ${JSON.stringify(this.state.tokens)}.`);
  }

  private migrates(): [AdvanceInput['place'], Cause] | undefined {
    const moved = this.input.migrate?.(this.state, this.now);
    if (!moved) return undefined;
    ({ plan: this.plan, state: this.state } = moved);
    this.steps.push(...moved.steps);
    this.calls.push({ kind: 'changed', state: moved.state, steps: moved.steps });
    return ['local', 'control'];
  }

  private told(stop: Stop): VirtualRun {
    const { steps, state, stops, outcomes, first: from, calls } = this;
    return { steps, state, stop, stops, outcomes, from, calls };
  }

  /** One call, its look-ups loaded as it asks for them, made twice on frozen inputs. */
  private ask(place: AdvanceInput['place'], cause: Cause, settled?: Settled): Advance {
    const { plan } = this;
    const { catalog } = this.input;
    let world = this.world();
    for (;;) {
      const input: AdvanceInput = {
        plan,
        catalog,
        state: this.state,
        cause,
        world,
        place,
        ...(settled ? { settled } : {}),
      };
      deepFreeze({ plan, state: this.state, world, settled });
      const answer = advance(input);
      if (JSON.stringify(advance(input)) !== JSON.stringify(answer))
        throw new Error('The same question was answered differently the second time.');
      this.stops.push(answer.stop.kind);
      if (answer.stop.kind !== 'load') {
        // As the engine does: a call that changed nothing is not recorded. A try that is due changes the state without a step.
        if (answer.steps.length > 0 || answer.stop.kind === 'effect')
          this.calls.push({ kind: 'asked', cause, place, world, ...(settled ? { settled } : {}) });
        return this.take(answer);
      }
      if (answer.steps.length > 0 || answer.state !== this.state)
        throw new Error('A call that asks for look-ups decided.');
      world = { ...world, loaded: answerLookups(world.loaded, answer.stop.lookups, this.arrived()) };
    }
  }

  private take(answer: Advance): Advance {
    this.checkTimes(answer);
    this.lead = answer.changes.reduce((lead, { change }) => applyChange(lead, change), this.lead);
    this.steps.push(...answer.steps);
    this.state = answer.state;
    for (const { key, node, change } of answer.changes) this.bringAbout(key, node, change);
    return answer;
  }

  /** People answer most tasks after a while; an event that was recorded is there at once. */
  private bringAbout(key: string, node: string, change: Change): void {
    const { chance } = this.input;
    if (change.kind === 'emit-event') this.happen(change.name, change.properties, this.now);
    if (change.kind !== 'create-task' || chance.maybe(0.3)) return;
    const { kind, outcomes } = change.task;
    const [first = { id: '', label: '' }, ...others] = outcomes;
    const { id: outcome } = chance.pick([first, ...others]);
    const at = this.now + chance.int(1, 4 * 1_440) * MINUTE;
    if (kind === 'approval') this.happen('approval.decided', { task: key, node, decision: outcome }, at);
    this.happen('task.done', { task: key, node, outcome }, at);
  }

  private happen(name: string, properties: EventRecord['properties'], at: number): void {
    const [time, id] = [new Date(at).toISOString(), `own-${this.events.length}`];
    this.events.push({ id, name, properties, occurredAt: time, receivedAt: time, messageId: id });
    this.events.sort((a, b) => Date.parse(a.receivedAt) - Date.parse(b.receivedAt));
  }

  /** No wait is left before its time but through an event in time or by its own word. */
  private checkTimes({ steps }: Advance): void {
    const [first] = steps;
    const waiting = this.state.tokens.find(({ at, id }) => at === 'waiting' && id === first?.token);
    // What a version set otherwise has the deadline that is decided now.
    if (waiting?.at !== 'waiting' || waiting.wait.anew !== undefined || first?.kind !== 'left') return;
    const { until = Number.POSITIVE_INFINITY, graceMs = 0 } = waiting.wait;
    if (first.cause === 'event') {
      const event = this.events.find(({ id }) => id === first.consumed);
      // A condition that became true consumes nothing.
      if (first.consumed ? !event || effectiveAt(event) > until : !waiting.wait.doors.some(({ keeps }) => keeps))
        throw new Error(`${first.node} was left by an event after its deadline.`);
    } else if (this.now < until + graceMs) {
      throw new Error(`${first.node} was left ${until + graceMs - this.now} ms before its deadline.`);
    }
  }

  private perform({ key, node, type }: EffectAt): Settled {
    const { chance } = this.input;
    const attempts = (this.attempts.get(key) ?? 0) + 1;
    this.attempts.set(key, attempts);
    const [port = 'next'] = type === 'split' ? [chance.pick(portsOf(this.plan, node))] : [];
    const outcome = type === 'throttle' ? this.turn() : outcomeOf(chance, port);
    this.outcomes.push(outcome.kind === 'withheld' ? `withheld ${outcome.final}` : outcome.kind);
    const began = outcome.kind === 'done' || outcome.kind === 'unknown';
    return { key, attempts, outcome, ...(began ? { sentAt: this.now } : {}) };
  }

  private turn(): EffectOutcome {
    const { chance } = this.input;
    const until = this.now + chance.int(0, 300) * MINUTE;
    return { kind: 'hold', until, port: 'next', text: 'Held' };
  }

  /** Waits for what comes first: a person, an event that a door may want, the deadline. Undefined: nothing will ever come. */
  private rest(stop: Stop & { kind: 'wait' }): [AdvanceInput['place'], Cause] | undefined {
    const { chance } = this.input;
    const { events } = this;
    if (chance.maybe(0.3)) this.askInVain(stop.until);
    if (chance.maybe(0.05)) {
      const skipped = skipWait(this.plan, this.state, { now: this.now });
      if (skipped.kind === 'skipped') {
        const { step, state } = skipped;
        const logged = { ...step, kind: 'control' as const, cause: 'control' as const, text: 'Skipped', at: this.now };
        this.steps.push(logged);
        this.calls.push({ kind: 'changed', state, steps: [logged] });
        this.state = state;
        return ['local', 'control'];
      }
    }
    const next = events.find((event) => Date.parse(event.receivedAt) > this.now);
    const arrives = next ? Date.parse(next.receivedAt) : Number.POSITIVE_INFINITY;
    if (arrives <= (stop.until ?? Number.POSITIVE_INFINITY) && next) {
      this.now = arrives;
      return [stop.onWake, 'wake'];
    }
    if (stop.until === undefined) return undefined;
    const late = chance.maybe(0.2);
    this.now = Math.max(this.now, stop.until + (late ? chance.int(1, 90) * MINUTE : 0));
    return [stop.onTimer, late ? 'sweep' : 'timer'];
  }

  /** A stray call changes nothing. */
  private askInVain(until: number | undefined): void {
    if (until !== undefined && until <= this.now) return;
    const before = this.state;
    const cause = this.input.chance.pick(['timer', 'wake', 'go', 'start', 'sweep'] as const);
    const { stop, steps } = this.ask('any', cause);
    if (stop.kind !== 'wait' || steps.length > 0 || JSON.stringify(before) !== JSON.stringify(this.state))
      throw new Error(`A stray call (${cause}) moved the run: ${JSON.stringify(steps)}.`);
  }

  private arrived(): EventRecord[] {
    return this.events.filter(({ receivedAt }) => Date.parse(receivedAt) <= this.now);
  }

  private world(): World {
    return {
      now: this.now,
      clockFactor: 1,
      runId: `run-${this.lead.id}`,
      lead: this.lead,
      trigger: this.input.trigger.event,
      blocked: {
        ...(this.lead.consent.email === 'opted-out' ? { email: 'unsubscribed' } : {}),
        ...(this.lead.consent.sms === 'opted-in' ? {} : { sms: 'no consent' }),
      },
      workspaceTimeZone: 'Europe/Berlin',
      loaded: NOTHING_LOADED,
    };
  }
}

function portsOf(plan: Plan, node: string): [string, ...string[]] {
  const [first = 'next', ...others] = Object.keys(plan.nodes[node]?.ports ?? {});
  return [first, ...others];
}

/** How an effect turns out: mostly well. */
function outcomeOf(chance: Chance, port: string): EffectOutcome {
  const number = chance.number();
  if (number < 0.7) return { kind: 'done', port, text: 'Done', output: { status: 200 } };
  if (number < 0.83) {
    const asked = chance.maybe(0.3) ? { afterMs: chance.int(1, 90) * MINUTE } : {};
    return { kind: 'retry', code: 'deferred', text: 'Later', ...asked };
  }
  if (number < 0.9) return { kind: 'failed', code: 'refused', text: 'Refused' };
  if (number < 0.95) return { kind: 'unknown', code: 'lost', port, text: 'Unknown' };
  return { kind: 'withheld', code: 'stopped', final: chance.maybe(0.3), text: 'Withheld' };
}
