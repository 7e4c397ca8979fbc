import type { ControlJob } from '@trellis/shared/api/control-jobs.ts';
import type { ControlAction } from '@trellis/shared/api/run-control.ts';
import type { WorkspaceTx } from '../../db/client.ts';
import { readClock, toWorkspaceTime, type WorkspaceClock } from '../../db/queries/clock.ts';
import { type JobRow, listJobs, previewRuns } from '../../db/queries/control-jobs.ts';
import { fromCursor, toPage } from '../../db/queries/cursor.ts';
import { runsById } from '../../db/queries/run-lists.ts';
import { cancelJob, startJob } from '../../runs/control-job.ts';
import { member } from '../context.ts';
import { toRunRow } from '../run-view.ts';

const FIRST = 10;
const MINUTE = 60_000;
/** Too early to tell how fast a job goes. */
const WARM_UP_MS = 2_000;

const preview = member.controlJobs.preview.handler(async ({ context, input }) => {
  const { filter, action } = input;
  return context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const { statuses, timed, retrying, ids } = await previewRuns(tx, filter, FIRST);
    const rows = await runsById(tx, ids);
    const items = ids.flatMap((id) => rows.filter((row) => row.id === id).map(toRunRow));
    const count = Object.values(statuses).reduce((sum, n) => sum + n, 0);
    return { count, possible: possibleOf(action, { statuses, timed, retrying }), items };
  });
});

const start = member.controlJobs.start.handler(async ({ context, input, errors }) => {
  const { filter, action, perMinute = null, reason = null } = input;
  const { user, workspaceId, services } = context;
  const job = await services.db.inWorkspace(workspaceId, async (tx) => {
    const id = await startJob(tx, { filter, action, perMinute, reason, actor: user.id, actorName: user.name });
    return id ? readJob(tx, id) : null;
  });
  if (!job) throw errors['no-runs']();
  services.nudge();
  services.announcer.announce(workspaceId, ['runs']);
  return job;
});

const list = member.controlJobs.list.handler(async ({ context, input }) => {
  const { cursor, limit = 50, status } = input;
  const before = fromCursor(cursor, 'uuid');
  return context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const { clock } = await readClock(tx, tx.workspaceId);
    const rows = await listJobs(tx, { status, before: before ? String(before[0]) : null, limit: limit + 1 });
    const page = toPage(rows, limit, ({ id }) => [id]);
    return { items: page.rows.map((row) => toJob(row, clock)), nextCursor: page.nextCursor };
  });
});

const get = member.controlJobs.get.handler(async ({ context, input, errors }) => {
  const job = await context.services.db.inWorkspace(context.workspaceId, (tx) => readJob(tx, input.jobId));
  if (!job) throw errors['not-found']();
  return job;
});

const cancel = member.controlJobs.cancel.handler(async ({ context, input, errors }) => {
  const job = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    await cancelJob(tx, input.jobId, context.user.id);
    return readJob(tx, input.jobId);
  });
  if (!job) throw errors['not-found']();
  context.services.announcer.announce(context.workspaceId, ['runs']);
  return job;
});

export const controlJobs = { preview, start, list, get, cancel };

async function readJob(tx: WorkspaceTx, id: string): Promise<ControlJob | null> {
  const [row] = await listJobs(tx, { id, limit: 1 });
  return row ? toJob(row, (await readClock(tx, tx.workspaceId)).clock) : null;
}

/** A job as the api shows it; begun and finished in workspace time. */
function toJob({ actor, actorName, ...row }: JobRow, clock: WorkspaceClock): ControlJob {
  const at = (real: string) => new Date(toWorkspaceTime(clock, Date.parse(real))).toISOString();
  const treated = row.done + Object.values(row.refused).reduce((sum, n) => sum + n, 0);
  const { perMinute, status } = row;
  const passed = Date.now() - Date.parse(row.startedAt);
  // By the throttle, else by how fast it went so far.
  const rate = perMinute ?? (treated > 0 && passed > WARM_UP_MS ? (treated / passed) * MINUTE : null);
  const readyAt =
    status === 'running' && rate ? new Date(Date.now() + ((row.total - treated) / rate) * MINUTE).toISOString() : null;
  const finishedAt = row.finishedAt && at(row.finishedAt);
  return {
    ...row,
    startedAt: at(row.startedAt),
    startedReal: row.startedAt,
    finishedAt,
    by: { id: actor, name: actorName },
    readyAt,
  };
}

/** How many of the runs stand in a state where the action can be done. */
function possibleOf(
  action: ControlAction,
  { statuses, timed, retrying }: { statuses: Record<string, number>; timed: number; retrying: number },
): number {
  const of = (...names: string[]) => names.reduce((sum, name) => sum + (statuses[name] ?? 0), 0);
  switch (action.kind) {
    case 'pause':
      return of('active');
    case 'resume':
      return of('paused');
    case 'retry':
      return of('parked');
    case 'skip-step':
      return of('parked') + retrying;
    case 'skip-wait':
    case 'run-now':
      return timed;
    case 'restart':
      return of('active', 'paused', 'parked', 'ended');
    case 'move':
    case 'replay':
    case 'set-variable':
    case 'inject-event':
    case 'exit':
      return of('active', 'paused', 'parked');
    default:
      return action satisfies never;
  }
}
