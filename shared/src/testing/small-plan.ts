import { z } from 'zod';
import { type EventRecord, effectiveAt, matchesName } from '../event/event.ts';
import type { Catalog, NodeType } from '../node/catalog.ts';
import type { DecideContext } from '../node/context.ts';
import { leadFor, SOME_FRIDAY } from '../node/context-for.ts';
import type { Decision } from '../node/decision.ts';
import { defineNode } from '../node/definition.ts';
import { type Loaded, type Lookup, lookupKey, NOTHING_LOADED } from '../node/lookup.ts';
import type { Place, Plan, PlanNode } from '../plan/plan.ts';
import { type AdvanceInput, advance } from '../runtime/advance.ts';
import type { Advance, Settled } from '../runtime/answer.ts';
import { initialState, type RunState } from '../runtime/state.ts';
import type { World } from '../runtime/world.ts';
import { deepFreeze } from './deep-freeze.ts';

export const NOW = SOME_FRIDAY;
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A node of a hand-made plan: what it decides, and where its ports lead (null: ends here). */
export interface SmallNode {
  decides: Decision | ((context: DecideContext<never>) => Decision);
  ports?: Record<string, string | null>;
  place?: Place;
  off?: true;
}

export interface SmallPlan {
  plan: Plan;
  catalog: Catalog;
}

/** A plan whose nodes decide what the test says; it begins at the first. */
export function smallPlan(nodes: Record<string, SmallNode>): SmallPlan {
  const catalog = new Map<string, NodeType>();
  const placeOf = (id: string | null) => (id === null || nodes[id]?.off ? 'local' : (nodes[id]?.place ?? 'local'));
  const planned: Record<string, PlanNode> = {};
  for (const [id, { decides, ports = {}, place = 'local', off }] of Object.entries(nodes)) {
    const definition = defineNode({
      type: `test.${id}`,
      version: 1,
      category: 'logic',
      title: id,
      icon: 'dots',
      summary: id,
      config: z.object({}),
      ports: Object.keys(ports).map((port) => ({ id: port, label: port })),
      decide: (context) => (typeof decides === 'function' ? decides(context as never) : decides),
    });
    catalog.set(definition.type, { definition });
    planned[id] = {
      id,
      type: definition.type,
      typeVersion: 1,
      name: `Node ${id}`,
      config: {},
      place: off ? 'local' : place,
      stretch: [id],
      ports: Object.fromEntries(Object.entries(ports).map(([port, to]) => [port, { to, place: placeOf(to) }])),
      ...(off ? { off } : {}),
    };
  }
  const [first = ''] = Object.keys(nodes);
  return {
    plan: { planVersion: 1, triggers: [first], nodes: planned, settings: { reEntry: { mode: 'after-exit' } } },
    catalog,
  };
}

export const go = (port = 'next'): Decision => ({ kind: 'go', port, why: { text: `Goes ${port}` } });
export const perform: Decision = { kind: 'perform', why: { text: 'Performs' } };
export const end: Decision = { kind: 'end', reason: 'completed', why: { text: 'Done' } };
export const waits = (wait: Partial<Omit<Decision & { kind: 'wait' }, 'kind'>>): Decision => ({
  kind: 'wait',
  doors: [],
  why: { text: 'Waits' },
  ...wait,
});

export function worldAt(now: number, parts: Partial<World> = {}): World {
  return {
    now,
    clockFactor: 1,
    runId: 'run1',
    lead: leadFor(),
    trigger: null,
    blocked: {},
    workspaceTimeZone: 'UTC',
    loaded: NOTHING_LOADED,
    ...parts,
  };
}

/** The state of a run that has not taken its first step. */
export function newRun({ plan }: SmallPlan, parts: Partial<RunState> = {}): RunState {
  return { ...initialState({ trigger: plan.triggers[0] ?? '', enteredAt: NOW }), ...parts };
}

export interface Asked {
  state: RunState;
  now?: number;
  /** The lead's whole history: look-ups are answered from it. */
  events?: readonly EventRecord[];
  settled?: Settled;
  place?: Place | 'any';
  cause?: AdvanceInput['cause'];
  world?: Partial<World>;
}

/** Advances with all inputs frozen, loading look-ups as often as they are asked for. */
export function ask({ plan, catalog }: SmallPlan, asked: Asked): Advance {
  const { state, now = NOW, events = [], settled, place = 'any', cause = 'go' } = asked;
  let world = worldAt(now, asked.world);
  for (;;) {
    const input = { plan, catalog, state, cause, place, world, ...(settled ? { settled } : {}) };
    deepFreeze({ plan, state, world, settled });
    const answer = advance(input);
    if (answer.stop.kind !== 'load') return answer;
    world = { ...world, loaded: answerLookups(world.loaded, answer.stop.lookups, events) };
  }
}

/** `loaded` with the look-ups answered from a history of events. */
export function answerLookups(loaded: Loaded, lookups: readonly Lookup[], events: readonly EventRecord[]): Loaded {
  const next: Loaded = { events: { ...loaded.events }, counts: { ...loaded.counts } };
  for (const lookup of lookups) {
    const names = lookup.kind === 'events' ? lookup.names : [lookup.event];
    const found = events
      .filter((event) => effectiveAt(event) >= lookup.since && names.some((name) => matchesName(name, event.name)))
      .sort((a, b) => Date.parse(a.occurredAt) - Date.parse(b.occurredAt));
    if (lookup.kind === 'events') next.events[lookupKey(lookup)] = found;
    else next.counts[lookupKey(lookup)] = found.length;
  }
  return next;
}
