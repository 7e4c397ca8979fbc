import type { TraceEntry } from '@trellis/shared/api/test-events.ts';
import type { PlanNode } from '@trellis/shared/plan/plan.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { toRealTime, type WorkspaceClock } from '../db/queries/clock.ts';
import {
  missesOf,
  readTracedEvent,
  runsTouched,
  stepsSince,
  type TracedEvent,
  type TracedRun,
} from '../db/queries/event-trace.ts';
import { skipPortsOf } from './run-view.ts';

/** An identity noted within so many ms of the event came with it. */
const TOGETHER_MS = 50;

/** What became of an event so far, in order; null where there is none with this id. */
export async function traceEvent(
  tx: WorkspaceTx,
  eventId: string,
): Promise<{ routed: boolean; entries: TraceEntry[] } | null> {
  const event = await readTracedEvent(tx, eventId);
  if (!event) return null;
  const stamp = (at: number) => ({
    at: new Date(at).toISOString(),
    afterMs: Math.max(0, Math.round(at - event.storedAt)),
  });
  const entries: TraceEntry[] = [
    { what: 'stored', ...stamp(event.storedAt), messageId: event.messageId },
    {
      what: 'lead',
      ...stamp(event.storedAt),
      lead: event.lead,
      by: event.identities[0]?.kind ?? 'anonymousId',
      created: isNew(event),
    },
  ];
  const routed = event.routedAt !== null;
  if (event.routedAt === null) return { routed, entries };
  const misses = await missesOf(tx, event);
  for (const { workflow, code, text } of misses)
    entries.push({ what: 'near-miss', ...stamp(event.routedAt), workflow, code, text });
  const runs = await runsTouched(tx, event);
  const steps = await stepsSince(
    tx,
    runs.map(({ id }) => id),
    eventId,
  );
  for (const run of runs) {
    if (run.started)
      entries.push({
        what: 'run',
        ...stamp(run.createdAt),
        runId: run.id,
        workflow: run.workflow,
        version: run.version,
      });
    for (const step of steps.filter(({ runId }) => runId === run.id)) {
      const { name, type } = nodeOf(run, step.nodeId);
      const { runId, stepNo, nodeId, kind, port, text } = step;
      if (step.consumed) entries.push({ what: 'woke', ...stamp(step.at), runId, nodeName: name, port });
      entries.push({
        what: 'step',
        ...stamp(step.at),
        runId,
        stepNo,
        nodeId,
        nodeName: name,
        nodeType: type,
        kind,
        text,
      });
    }
    const now = restOf(run, event.clock);
    if (now) entries.push({ what: 'now', ...stamp(steps.at(-1)?.at ?? run.createdAt), ...now });
  }
  if (misses.length === 0 && runs.length === 0) {
    entries.push({
      what: 'nothing',
      ...stamp(event.routedAt),
      text: 'No live workflow starts with this event, and no run waits for it.',
    });
  }
  return { routed, entries };
}

function isNew({ leadCreatedReal, storedAt }: TracedEvent): boolean {
  return leadCreatedReal !== null && storedAt - leadCreatedReal < TOGETHER_MS;
}

function nodeOf({ nodes }: TracedRun, nodeId: string): Pick<PlanNode, 'name' | 'type'> {
  return nodes[nodeId] ?? { name: nodeId, type: 'unknown' };
}

function restOf(
  run: TracedRun,
  clock: WorkspaceClock,
): {
  runId: string;
  stepNo: number;
  nodeId: string;
  nodeName: string;
  untilReal: string | null;
  skipPorts: string[];
} | null {
  const { token } = run;
  if (!token || run.status === 'ended') return null;
  const until = token.at === 'waiting' ? token.wait.until : undefined;
  const skipPorts = run.status === 'active' ? skipPortsOf(token, { nodes: run.nodes }) : [];
  return {
    runId: run.id,
    stepNo: run.stepNo,
    nodeId: token.node,
    nodeName: nodeOf(run, token.node).name,
    untilReal: until === undefined ? null : new Date(toRealTime(clock, until)).toISOString(),
    skipPorts,
  };
}
