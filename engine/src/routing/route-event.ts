import type { EventRecord } from '@trellis/shared/event/event.ts';
import type { LeadSnapshot } from '@trellis/shared/lead/lead.ts';
import { type Lookup, missingFrom, NOTHING_LOADED } from '@trellis/shared/node/lookup.ts';
import type { Reading } from '@trellis/shared/runtime/decide-context.ts';
import { type Judgement, judgeDoor, judgeTrigger } from '@trellis/shared/runtime/judge.ts';
import { type Heard, hears } from '@trellis/shared/runtime/listens.ts';
import { initialState } from '@trellis/shared/runtime/state.ts';
import type { World } from '@trellis/shared/runtime/world.ts';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../db/client.ts';
import { toWorkspaceTime } from '../db/queries/clock.ts';
import { loadLookups } from '../db/queries/lookups.ts';
import { enqueue, type OutboxItem } from '../db/queries/outbox.ts';
import {
  claimEvent,
  findTriggers,
  insertNearMisses,
  insertRun,
  type ListeningRun,
  lockListeningRuns,
  markWoken,
  type NearMiss,
  readWorkspaceTimes,
  type TriggerCandidate,
} from '../db/queries/routing.ts';
import { lockLeads } from '../db/queries/run-locks.ts';
import { interruptRun } from './interrupt-run.ts';

/** What came of an event. */
export interface Routed {
  started: { runId: string; workflowId: string }[];
  woken: string[];
  /** Runs that an exit rule ended or a goal took elsewhere. */
  interrupted: string[];
  missed: NearMiss[];
}

const NOTHING: Routed = { started: [], woken: [], interrupted: [], missed: [] };

/**
 * Lets an event do what it means, in one transaction: enrol the lead, wake runs that wait for it, or leave the reason why not. It locks the
 * lead first and only then reads what its runs wait for; without that a wake-up could be lost for good. A second call for the same event
 * does nothing.
 */
export async function routeEvent(tx: WorkspaceTx, eventId: string): Promise<Routed> {
  const event = await claimEvent(tx, eventId);
  if (!event) return NOTHING;
  const [lead] = await lockLeads(tx, [event.leadId]);
  if (!lead) throw new Error(`Event ${eventId} belongs to lead ${event.leadId}, which is not there.`);
  const times = await readWorkspaceTimes(tx);
  const world: World = {
    now: toWorkspaceTime(times.clock, times.real),
    clockFactor: times.clock.factor,
    runId: '',
    lead,
    trigger: null,
    blocked: {},
    workspaceTimeZone: times.timeZone,
    loaded: NOTHING_LOADED,
  };
  const routing: Routing = {
    tx,
    event,
    lead,
    world,
    outbox: [],
    routed: { started: [], woken: [], interrupted: [], missed: [] },
  };
  for (const run of await lockListeningRuns(tx, lead.id)) await offerToRun(routing, run);
  for (const candidate of await findTriggers(tx, lead.id, event.name)) await offerToTrigger(routing, candidate);
  await markWoken(tx, routing.routed.woken);
  await insertNearMisses(
    tx,
    routing.routed.missed.map((miss) => ({ ...miss, id: uuidv7() })),
  );
  await enqueue(tx, routing.outbox);
  return routing.routed;
}

interface Routing {
  tx: WorkspaceTx;
  event: EventRecord;
  lead: LeadSnapshot;
  world: World;
  outbox: OutboxItem[];
  routed: Routed;
}

async function offerToRun(routing: Routing, run: ListeningRun): Promise<void> {
  const { event, outbox, routed } = routing;
  const heard = await hearsRun(routing, run);
  if (heard) {
    await interruptRun(routing.tx, run.id, heard);
    routed.interrupted.push(run.id);
    return;
  }
  let missed: NearMiss | undefined;
  for (const token of run.state.tokens) {
    if (token.at !== 'waiting') continue;
    for (const door of token.wait.doors) {
      const judged = await judge(routing, (world) =>
        judgeDoor(
          { world: { ...world, runId: run.id, trigger: run.trigger }, state: run.state, missing: [] },
          door,
          token.wait.until ?? null,
          event,
        ),
      );
      if (judged?.kind === 'yes') {
        // One wake-up per number: the step finds every event by itself.
        if (run.wokenN < run.stepNo) {
          outbox.push({ kind: 'wake', runId: run.id, n: run.stepNo });
          routed.woken.push(run.id);
        }
        return;
      }
      if (judged)
        missed = nearMiss(routing, { workflowId: run.workflowId, runId: run.id, node: token.node, ...judged });
    }
  }
  if (missed) routed.missed.push(missed);
}

/** The exit rule or goal of the run that the event meets, with the look-ups of its filter loaded. */
async function hearsRun(routing: Routing, { id, listens, state, trigger }: ListeningRun): Promise<Heard | undefined> {
  if (!listens) return undefined;
  for (;;) {
    const reading: Reading = { world: { ...routing.world, runId: id, trigger }, state, missing: [] };
    const heard = hears(reading, listens, routing.event);
    const lookups = missingFrom(routing.world.loaded, reading.missing);
    if (lookups.length === 0) return heard;
    await load(routing, lookups);
  }
}

async function load(routing: Routing, lookups: readonly Lookup[]): Promise<void> {
  const loaded = await loadLookups(routing.tx, routing.lead.id, lookups, routing.world.loaded);
  routing.world = { ...routing.world, loaded };
}

async function offerToTrigger(routing: Routing, candidate: TriggerCandidate): Promise<void> {
  const { tx, event, lead, world, outbox, routed } = routing;
  const { workflowId, versionId, node, config, reEntry, former, place } = candidate;
  const filter = config.filter ? { filter: config.filter } : {};
  const judged = await judge(routing, (loaded) => judgeTrigger({ event, ...filter, reEntry, former, world: loaded }));
  if (judged?.kind === 'no') {
    routed.missed.push(nearMiss(routing, { workflowId, runId: null, node, ...judged }));
    return;
  }
  const id = uuidv7();
  const state = initialState({ trigger: node, enteredAt: world.now, eventId: event.id });
  const added = await insertRun(tx, {
    id,
    leadId: lead.id,
    workflowId,
    versionId,
    state,
    triggerEventId: event.id,
    startedAt: world.now,
  });
  if (!added) {
    // Two triggers of one workflow on one event: the first made the run.
    if (!routed.started.some((run) => run.workflowId === workflowId)) {
      routed.missed.push(
        nearMiss(routing, {
          workflowId,
          runId: null,
          node,
          code: 'already-active',
          text: 'The lead is in this workflow already',
        }),
      );
    }
    return;
  }
  routed.started.push({ runId: id, workflowId });
  outbox.push({ kind: 'start', runId: id, place });
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
