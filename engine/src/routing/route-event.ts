import { effectiveAt } from '@trellis/shared/event/event.ts';
import { accountZoneOf, type LeadSnapshot } from '@trellis/shared/lead/lead.ts';
import { type Lookup, missingFrom, NOTHING_LOADED } from '@trellis/shared/node/lookup.ts';
import type { Reading } from '@trellis/shared/runtime/decide-context.ts';
import type { Hold } from '@trellis/shared/runtime/frozen.ts';
import { type Judgement, judgeDoor, judgeLate, judgeTrigger } from '@trellis/shared/runtime/judge.ts';
import { type Heard, hears } from '@trellis/shared/runtime/listens.ts';
import type { World } from '@trellis/shared/runtime/world.ts';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../db/client.ts';
import { toWorkspaceTime } from '../db/queries/clock.ts';
import { noteEvent } from '../db/queries/held-runs.ts';
import { loadLookups } from '../db/queries/lookups.ts';
import { enqueue, type OutboxItem } from '../db/queries/outbox.ts';
import {
  claimEvent,
  findNamedTrigger,
  findTriggerAt,
  findTriggers,
  insertNearMisses,
  type ListeningRun,
  lockListeningRuns,
  markWoken,
  type NearMiss,
  type RoutedEvent,
  readRoutedEvent,
  readWorkspaceTimes,
  type TriggerCandidate,
} from '../db/queries/routing.ts';
import { openRunIds } from '../db/queries/run-control.ts';
import { lockLeads, lockRun } from '../db/queries/run-locks.ts';
import { countedUpTo, frozenBy, type UnderPauses } from '../pauses/frozen.ts';
import { endRun } from '../runs/control.ts';
import { enter, entryKeyOf, formerOf } from './entry.ts';
import { followSegments } from './follow-segments.ts';
import { interruptRun } from './interrupt-run.ts';
import { askedBy } from './named-events.ts';

/** What came of an event. */
export interface Routed {
  started: { runId: string; workflowId: string }[];
  woken: string[];
  /** Runs that an exit rule ended or a goal took elsewhere. */
  interrupted: string[];
  /** Runs that a pause holds: they find the event when it ends. */
  noted: string[];
  missed: NearMiss[];
}

const nothing = (): Routed => ({ started: [], woken: [], interrupted: [], noted: [], missed: [] });

/**
 * Lets an event do what it means, in one transaction: enrol the lead, wake runs that wait for it, or leave the reason why not. It locks the
 * lead first and only then reads what its runs wait for; without that a wake-up could be lost for good. A second call for the same event
 * does nothing.
 */
export async function routeEvent(tx: WorkspaceTx, eventId: string): Promise<Routed> {
  const event = await claimEvent(tx, eventId);
  if (!event) return nothing();
  const routing = await beginRouting(tx, event);
  const { lead } = routing;
  for (const run of await lockListeningRuns(tx, lead.id, effectiveAt(event))) await offerToRun(routing, run);
  await doAsAsked(routing);
  for (const candidate of await findTriggers(tx, lead.id, event.name)) await offerToTrigger(routing, candidate);
  if (!event.name.startsWith('segment.')) await followSegments(tx, routing.world, event.id);
  return finishRouting(routing);
}

/** Lets a lead in that waited before an entry cap, by the event that brought it then, if it may still enter. */
export async function routeQueued(
  tx: WorkspaceTx,
  queued: { workflowId: string; leadId: string; node: string; eventId: string },
): Promise<Routed> {
  const event = await readRoutedEvent(tx, queued.eventId);
  if (!event) return nothing();
  const routing = await beginRouting(tx, event);
  const candidate = await findTriggerAt(tx, routing.lead.id, queued);
  if (candidate) await offerToTrigger(routing, candidate, { queued: true });
  return finishRouting(routing);
}

async function beginRouting(tx: WorkspaceTx, event: RoutedEvent): Promise<Routing> {
  // Sent together; the lock comes first all the same, and what follows is read under it.
  const [[lead], times] = await Promise.all([lockLeads(tx, [event.leadId]), readWorkspaceTimes(tx)]);
  if (!lead) throw new Error(`Event ${event.id} belongs to lead ${event.leadId}, which is not there.`);
  const accountTimeZone = accountZoneOf(lead);
  const world: World = {
    now: toWorkspaceTime(times.clock, times.real),
    clockFactor: times.clock.factor,
    runId: '',
    lead,
    trigger: null,
    blocked: {},
    ...(accountTimeZone ? { accountTimeZone } : {}),
    workspaceTimeZone: times.timeZone,
    loaded: NOTHING_LOADED,
  };
  return { tx, event, lead, world, times, outbox: [], routed: nothing() };
}

async function finishRouting(routing: Routing): Promise<Routed> {
  const { tx } = routing;
  await markWoken(tx, routing.routed.woken);
  await noteEvent(tx, routing.routed.noted);
  await insertNearMisses(
    tx,
    routing.routed.missed.map((miss) => ({ ...miss, id: uuidv7() })),
  );
  await enqueue(tx, routing.outbox);
  return routing.routed;
}

interface Routing {
  tx: WorkspaceTx;
  event: RoutedEvent;
  lead: LeadSnapshot;
  world: World;
  times: Pick<UnderPauses, 'clock' | 'real'>;
  outbox: OutboxItem[];
  routed: Routed;
}

async function offerToRun(routing: Routing, found: ListeningRun): Promise<void> {
  const { event, outbox, routed } = routing;
  const { run, held } = underPauses(routing, found);
  const heard = run.active ? await hearsRun(routing, run) : undefined;
  if (heard && held) {
    holdBack(routing, run, held);
    return;
  }
  if (heard) {
    await interruptRun(routing.tx, run.id, heard);
    routed.interrupted.push(run.id);
    return;
  }
  // By place and reason: each clause that shut the event out is told, but none twice.
  const missed = new Map<string, NearMiss>();
  const ask = async (node: string, judging: (reading: Reading) => Judgement | undefined) => {
    const judged = await judge(routing, (world) =>
      judging({ world: worldOfRun(world, run), state: run.state, missing: [] }),
    );
    if (judged?.kind === 'no')
      missed.set(
        `${node} ${judged.text}`,
        nearMiss(routing, { workflowId: run.workflowId, runId: run.id, node, ...judged }),
      );
    return judged?.kind === 'yes';
  };
  for (const token of run.active ? run.state.tokens : []) {
    if (token.at !== 'waiting') continue;
    for (const door of token.wait.doors) {
      if (!(await ask(token.node, (reading) => judgeDoor(reading, door, token.wait.until ?? null, event)))) continue;
      if (held) holdBack(routing, run, held);
      // One wake-up per number: the step finds every event by itself.
      else if (run.wokenN < run.stepNo) {
        outbox.push({ kind: 'wake', runId: run.id, n: run.stepNo });
        routed.woken.push(run.id);
      }
      return;
    }
  }
  for (const closed of run.state.closed ?? []) await ask(closed.node, (reading) => judgeLate(reading, closed, event));
  routed.missed.push(...missed.values());
}

/** What a run's filters are asked in: as its steps would see it. */
function worldOfRun(world: World, { id, trigger, timeZone }: ListeningRun): World {
  return { ...world, runId: id, trigger, ...(timeZone ? { workflowTimeZone: timeZone } : {}) };
}

/** The run with its deadlines as pauses leave them, and what holds all of it. */
function underPauses({ times }: Routing, run: ListeningRun): { run: ListeningRun; held: Hold | undefined } {
  if (run.pauses.length === 0) return { run, held: undefined };
  const under = { ...times, pauses: run.pauses };
  return { run: { ...run, state: countedUpTo(run.state, under) }, held: frozenBy(under)?.all };
}

/** A pause applies nothing (3.A2): the run is called when it ends, and finds the event by looking back; in a spread resume it is told when its turn comes. */
function holdBack({ outbox, routed }: Routing, run: ListeningRun, hold: Hold): void {
  if (hold.until === undefined) {
    routed.noted.push(run.id);
  } else if (run.wokenN < run.stepNo) {
    outbox.push({ kind: 'wake', runId: run.id, n: run.stepNo });
    routed.woken.push(run.id);
  }
}

/** The exit rule or goal of the run that the event meets, with the look-ups of its filter loaded. */
async function hearsRun(routing: Routing, run: ListeningRun): Promise<Heard | undefined> {
  if (!run.listens) return undefined;
  for (;;) {
    const reading: Reading = { world: worldOfRun(routing.world, run), state: run.state, missing: [] };
    const heard = hears(reading, run.listens, routing.event);
    const lookups = missingFrom(routing.world.loaded, reading.missing);
    if (lookups.length === 0) return heard;
    await load(routing, lookups);
  }
}

async function load(routing: Routing, lookups: readonly Lookup[]): Promise<void> {
  const loaded = await loadLookups(routing.tx, routing.lead.id, lookups, routing.world.loaded);
  routing.world = { ...routing.world, loaded };
}

/** What Trellis itself asks for by an event: to enter a workflow by one of its triggers, or to leave it. */
async function doAsAsked(routing: Routing): Promise<void> {
  const { tx, event, lead, routed } = routing;
  const asked = askedBy(event);
  if (!asked) return;
  if (asked.kind === 'stop') {
    for (const runId of await openRunIds(tx, [lead.id])) {
      const run = await lockRun(tx, runId, null);
      if (run.workflowId !== asked.workflowId) continue;
      await endRun(tx, run, 'stopped-by-workflow');
      routed.interrupted.push(runId);
    }
    return;
  }
  const candidate = await findNamedTrigger(tx, lead.id, asked);
  if (candidate) await offerToTrigger(routing, candidate);
}

/** Enters the lead by a trigger that its event meets, or leaves the reason why not. */
async function offerToTrigger(
  routing: Routing,
  candidate: TriggerCandidate,
  options: { queued?: boolean } = {},
): Promise<void> {
  const { tx, event, lead, world, outbox, routed } = routing;
  const { workflowId, node, config, settings, place } = candidate;
  const miss = (found: { code: string; text: string }) =>
    routed.missed.push(nearMiss(routing, { workflowId, runId: null, node, ...found }));
  if (config.vouchedBy && config.vouchedBy.source !== event.source) {
    miss({ code: 'other-source', text: config.vouchedBy.text });
    return;
  }
  const key = entryKeyOf(settings, { event, lead, now: world.now });
  const former = formerOf(candidate, key);
  // It was not too old when it came; what counts now is only whether the lead may still enter.
  const asked = options.queued ? { ...settings, maxTriggerAgeHours: 8_760 } : settings;
  const filter = config.filter ? { filter: config.filter } : {};
  const zone = settings.timeZone ? { workflowTimeZone: settings.timeZone } : {};
  const judged = await judge(routing, (loaded) =>
    judgeTrigger({
      event,
      ...filter,
      reEntry: settings.reEntry,
      former,
      world: { ...loaded, ...zone },
      settings: asked,
    }),
  );
  if (judged?.kind === 'no') {
    miss(judged);
    return;
  }
  const entered = await enter(tx, { candidate, lead, event, now: world.now, key }, { capped: true });
  if (entered.kind === 'started') {
    routed.started.push({ runId: entered.runId, workflowId });
    outbox.push({ kind: 'start', runId: entered.runId, place });
    return;
  }
  // Another version became current meanwhile: what it says of the event counts.
  const present = entered.code === 'stale' ? await findTriggers(tx, lead.id, event.name) : [];
  const other = present.find((one) => one.workflowId === workflowId && one.versionId !== candidate.versionId);
  if (other) return offerToTrigger(routing, other, options);
  // Two triggers of one workflow on one event: the first made the run.
  if (!routed.started.some((run) => run.workflowId === workflowId)) miss(entered);
}

/** Judges, loading the look-ups that the filter counts by. */
async function judge(
  routing: Routing,
  ask: (world: World) => Judgement | undefined,
): Promise<Exclude<Judgement, { kind: 'load' }> | undefined> {
  for (;;) {
    const judged = ask(routing.world);
    if (judged?.kind !== 'load') return judged;
    await load(routing, judged.lookups);
  }
}

function nearMiss(
  { event, lead, world }: Routing,
  found: { workflowId: string; runId: string | null; node: string; code: string; text: string },
): NearMiss {
  const { workflowId, runId, node, code, text } = found;
  return { leadId: lead.id, workflowId, runId, node, eventId: event.id, code, text, at: world.now };
}
