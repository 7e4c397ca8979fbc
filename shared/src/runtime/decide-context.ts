import { evaluate } from '../condition/evaluate.ts';
import { type ConditionWorld, readField } from '../condition/fields.ts';
import { type EventRecord, matchesName } from '../event/event.ts';
import type { DecideContext } from '../node/context.ts';
import { lookupKey } from '../node/lookup.ts';
import type { PlanNode } from '../plan/plan.ts';
import { randomFrom } from '../schedule/random.ts';
import { readLocal, resolveZone } from '../schedule/zone.ts';
import type { Walk } from './walk.ts';

const DAY = 24 * 60 * 60 * 1000;

/** What `decide` sees at a node. Look-ups that are not at hand are noted in `walk.missing`; the decision is thrown away then and made anew. */
export function decideContext(
  walk: Walk,
  node: PlanNode,
  visit: { openedAt: number; visit: number; timeOver: boolean },
): DecideContext<never> {
  const { world, state } = walk;
  return {
    // Checked against the definition's schema by the compiler; the plan is immutable since.
    config: node.config as never,
    node: { id: node.id, name: node.name },
    now: world.now,
    ...visit,
    run: {
      id: world.runId,
      enteredAt: state.enteredAt,
      variables: state.variables,
      outputs: state.outputs,
      ...(state.lastSendAt === undefined ? {} : { lastSendAt: state.lastSendAt }),
      ...(state.restarted ? { restarted: true } : {}),
    },
    trigger: world.trigger,
    lead: world.lead,
    zone: zoneOf(walk),
    blocked: world.blocked,
    random: (salt = '') => randomFrom(world.runId, node.id, String(visit.visit), salt),
    read: (field) => readField(field, conditionWorld(walk)),
    evaluate: (condition, event) => evaluate(condition, conditionWorld(walk, event)),
    events: (names, since) => lookUpEvents(walk, names, since),
  };
}

/** The zone that business times of this lead mean (3.W8). */
export function zoneOf({ world }: Pick<Walk, 'world'>): DecideContext<never>['zone'] {
  return resolveZone({
    lead: world.lead.timeZone,
    account: world.accountTimeZone,
    workflow: world.workflowTimeZone,
    workspace: world.workspaceTimeZone,
  });
}

/** The part of a walk that conditions read. */
export type Reading = Pick<Walk, 'world' | 'state' | 'missing'>;

/** What a condition may read in this run. */
export function conditionWorld(walk: Reading, event?: EventRecord): ConditionWorld {
  const { world, state } = walk;
  const outputs: Record<string, unknown> = {};
  for (const [node, { data, ...output }] of Object.entries(state.outputs)) outputs[node] = { ...data, ...output };
  const { zone } = zoneOf(walk);
  const base: ConditionWorld = {
    trigger: world.trigger ?? undefined,
    lead: world.lead,
    outputs,
    variables: state.variables,
    now: world.now,
    local: (wallClock) => readLocal(wallClock, zone),
  };
  return {
    ...base,
    event,
    count: ({ event: name, days, where }) => {
      const since = days === undefined ? 0 : world.now - days * DAY;
      if (where)
        return lookUpEvents(walk, [name], since).filter(
          (one) => evaluate(where, { ...base, event: one }).value === true,
        ).length;
      const lookup = { kind: 'count' as const, event: name, since };
      const count = world.loaded.counts[lookupKey(lookup)];
      if (count === undefined) walk.missing.push(lookup);
      return count;
    },
  };
}

function lookUpEvents(walk: Reading, names: readonly string[], since: number): EventRecord[] {
  const lookup = { kind: 'events' as const, names, since };
  const found = walk.world.loaded.events[lookupKey(lookup)];
  if (!found) walk.missing.push(lookup);
  return (found ?? []).filter((event) => names.some((name) => matchesName(name, event.name)));
}
