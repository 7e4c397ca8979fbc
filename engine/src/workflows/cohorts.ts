import { type Cohort, MOVE_CHOICES } from '@trellis/shared/api/publish-views.ts';
import type { ChangeNames } from '@trellis/shared/compiler/changes/change.ts';
import { configChanges } from '@trellis/shared/compiler/changes/config-changes.ts';
import type { Catalog } from '@trellis/shared/node/catalog.ts';
import { canonicalJson } from '@trellis/shared/plan/canonical.ts';
import type { Plan, PlanNode } from '@trellis/shared/plan/plan.ts';
import { migrate, successor, survives } from '@trellis/shared/runtime/migrate.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { type CohortRow, cohortsOf, waitingSince } from '../db/queries/cohorts.ts';
import { type LockedRun, lookAtRun, readLead } from '../db/queries/run-locks.ts';
import { isSettled, resolveMoved } from '../moves/move-run.ts';
import { SPREAD_MINUTES } from '../moves/moves.ts';
import type { DecideDeps } from '../runs/decide-once.ts';
import { type CohortFacts, effectWords } from './effect-words.ts';
import { lengthOf, worldNow } from './wait-length.ts';

/** Places whose effects are messages. */
const MESSAGES: readonly string[] = ['email', 'sms'];
/** Cohorts of which runs are looked at one by one; beyond these only what the plans tell is said. */
const LOOKED_INTO = 40;

export interface CohortsInput {
  workflowId: string;
  /** The version whose runs are not asked about: they are on the new plan already. */
  except: string | null;
  to: Plan;
  names?: ChangeNames;
}

/** Who rests where on other versions, and what moving them to a plan would do. Nothing is locked and nothing is changed. */
export async function readCohorts(tx: WorkspaceTx, deps: DecideDeps, input: CohortsInput): Promise<Cohort[]> {
  const rows = await cohortsOf(tx, input);
  const cohorts: Cohort[] = [];
  for (const [index, row] of rows.entries()) {
    const from = await deps.plans.planOf(tx, row.versionId);
    cohorts.push(await describe(tx, deps, input, row, from, index < LOOKED_INTO));
  }
  return cohorts;
}

async function describe(
  tx: WorkspaceTx,
  deps: DecideDeps,
  { to, names = {} }: CohortsInput,
  row: CohortRow,
  from: Plan,
  into: boolean,
): Promise<Cohort> {
  const { versionId, number, node, name, type, leads, held, some } = row;
  const [first] = into ? some : [];
  const sample = first ? await lookAtRun(tx, first) : undefined;
  const stands = survives(from, to, node);
  const target = stands ? node : placeOf(from, to, node, sample);
  const settings = stands ? settingsOf(deps.catalog, from.nodes[node], to.nodes[node], names) : [];
  const facts: CohortFacts = {
    leads,
    gone: !stands,
    target: (target && to.nodes[target]?.name) ?? null,
    sends: MESSAGES.includes(to.nodes[node]?.place ?? ''),
    settings,
    due: 0,
    timesOut: false,
    spreadMinutes: SPREAD_MINUTES,
    later: stands ? laterOf(from, to, node) : [],
    rules: rulesFor(from, to),
    ...(stands && settings.length > 0 && sample ? await waitFacts(tx, deps, { from, to, row, sample }) : {}),
  };
  const unchanged = stands && settings.length === 0 && facts.later.length === 0 && facts.rules.length === 0;
  return {
    version: { id: versionId, number },
    node: { id: node, name, type },
    leads,
    held,
    effect: effectWords(facts),
    target: target ? { id: target, name: to.nodes[target]?.name ?? target } : null,
    unchanged,
    suggested: suggestedFor(facts, unchanged),
    choices: [...MOVE_CHOICES],
  };
}

/** Where runs of a node that is gone go on: as the one looked at does. */
function placeOf(from: Plan, to: Plan, node: string, sample: LockedRun | undefined): string | undefined {
  if (to.nodes[node]) return node;
  const token = sample?.state.tokens.find((one) => one.node === node);
  return successor(from, to, node, token?.at === 'waiting' ? token.wait.onTime : undefined);
}

function settingsOf(catalog: Catalog, from: PlanNode | undefined, to: PlanNode | undefined, names: ChangeNames) {
  const definition = to && catalog.get(to.type)?.definition;
  return from && to && definition ? configChanges(definition, from.config, to.config, names) : [];
}

/** Names of the steps behind a node that are new, or decide otherwise than they did. */
function laterOf(from: Plan, to: Plan, start: string): string[] {
  const what = (node: PlanNode | undefined) => {
    if (!node) return undefined;
    const ports = Object.fromEntries(Object.entries(node.ports).map(([port, exit]) => [port, exit.to]));
    return canonicalJson([node.type, node.config, node.off ?? false, ports]);
  };
  const seen = new Set([start]);
  const found: string[] = [];
  // Their own way on may lead elsewhere now.
  const open = [start];
  for (let id = open.shift(); id !== undefined; id = open.shift()) {
    for (const { to: next } of Object.values(to.nodes[id]?.ports ?? {})) {
      if (!next || seen.has(next)) continue;
      seen.add(next);
      open.push(next);
      const node = to.nodes[next];
      if (node && what(node) !== what(from.nodes[next])) found.push(node.name);
    }
  }
  return found;
}

/** Exit rules and the condition to stay hold for runs under way; whatever speaks of entering does not. */
function rulesFor(from: Plan, to: Plan): string[] {
  const known = new Set((from.settings.exitRules ?? []).map((rule) => canonicalJson(rule)));
  const rules = (to.settings.exitRules ?? []).filter((rule) => !known.has(canonicalJson(rule))).map(({ name }) => name);
  const { guard } = to.settings;
  return guard && canonicalJson(guard) !== canonicalJson(from.settings.guard) ? [...rules, 'Condition to stay'] : rules;
}

/** How long they wait by both plans, and how many are due by the new one: counted where all wait equally long, else of those looked at. */
async function waitFacts(
  tx: WorkspaceTx,
  deps: DecideDeps,
  { from, to, row, sample }: { from: Plan; to: Plan; row: CohortRow; sample: LockedRun },
): Promise<Pick<CohortFacts, 'length' | 'due' | 'atLeast' | 'timesOut'>> {
  const { versionId, node, leads, some } = row;
  const token = sample.state.tokens.find((one) => one.node === node);
  if (token?.at !== 'waiting' || token.wait.kind === 'retry') return { due: 0, timesOut: false };
  const timesOut = token.wait.doors.length > 0;
  const lead = await readLead(tx, sample.leadId);
  if (!lead) return { due: 0, timesOut };
  const [before, after] = [
    await lengthOf(tx, deps, { plan: from, run: sample, lead, token }),
    await lengthOf(tx, deps, { plan: to, run: sample, lead, token }),
  ];
  if (before !== undefined && after !== undefined) {
    const now = worldNow(sample);
    const due = after === null ? 0 : await waitingSince(tx, { versionId, node, before: now - after });
    return { length: { from: before, to: after }, due, timesOut };
  }
  let due = 0;
  for (const id of some) if (await goesOn(tx, deps, from, to, id)) due++;
  return { due, timesOut, ...(due > 0 && leads > some.length ? { atLeast: true } : {}) };
}

/** True for a run that could go on at once under the new plan. */
async function goesOn(tx: WorkspaceTx, deps: DecideDeps, from: Plan, to: Plan, runId: string): Promise<boolean> {
  const run = await lookAtRun(tx, runId);
  const lead = run && (await readLead(tx, run.leadId));
  if (!run || !lead || run.status !== 'active') return false;
  const now = worldNow(run);
  const migrated = migrate({ from, to, state: run.state, now, settled: isSettled(run) });
  if (migrated.kind !== 'moved') return false;
  const ask = { run, lead, from, to, before: run.state, state: migrated.state, afterMs: 0 };
  return (await resolveMoved(tx, deps, ask)).goesOn;
}

/** Whoever nothing changes for stays; whose time of day moved goes on later; all others are moved, unless nobody can say where to. */
function suggestedFor(
  { gone, target, settings, due, length, sends, later, rules }: CohortFacts,
  unchanged: boolean,
): Cohort['suggested'] {
  if (unchanged || (gone && target === null)) return 'stay';
  if (gone || sends || due > 0 || rules.length > 0) return 'now';
  if (length && length.from !== length.to) return 'now';
  return settings.length > 0 || later.length > 0 ? 'next-step' : 'stay';
}
