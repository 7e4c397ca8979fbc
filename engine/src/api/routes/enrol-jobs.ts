import type { EnrolJob } from '@trellis/shared/api/enrol-jobs.ts';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../../db/client.ts';
import { writeAudit } from '../../db/queries/audit.ts';
import { fromCursor, toPage } from '../../db/queries/cursor.ts';
import {
  countLeadsOf,
  type EnrolJobRow,
  findWayIn,
  finishEnrolJob,
  insertEnrolJob,
  listEnrolJobs,
  type Refusals,
} from '../../db/queries/enrol-jobs.ts';
import { dueScan } from '../../db/queries/scans.ts';
import { readSegment } from '../../db/queries/segments.ts';
import { readWorkflow } from '../../db/queries/workflows.ts';
import { MOST_COUNTED, previewEnrolment } from '../../routing/preview-enrolment.ts';
import { member } from '../context.ts';

const MINUTE = 60_000;
/** Too early to tell how fast it goes. */
const WARM_UP_MS = 2_000;

const preview = member.enrolJobs.preview.handler(async ({ context, input, errors }) => {
  const found = await context.services.db.inWorkspace(context.workspaceId, async (tx) =>
    (await isKnown(tx, input)) ? { answer: await previewEnrolment(tx, input) } : null,
  );
  if (!found) throw errors['not-found']();
  if (!found.answer) throw errors['no-trigger']();
  const { matching, refused, ...rest } = found.answer;
  const matchingCapped = matching > MOST_COUNTED;
  return { ...rest, matching: Math.min(matching, MOST_COUNTED), matchingCapped, refused: toList(refused) };
});

const start = member.enrolJobs.start.handler(async ({ context, input, errors }) => {
  const { services, workspaceId, user } = context;
  const { filter, workflowId, perMinute = null, reason = null } = input;
  const begun = await services.db.inWorkspace(workspaceId, async (tx) => {
    if (!(await isKnown(tx, input))) return 'not-found' as const;
    if (!(await findWayIn(tx, workflowId, filter.segmentId))) return 'no-trigger' as const;
    const total = await countLeadsOf(tx, filter, { before: uuidv7(), upTo: MOST_COUNTED });
    const job = { workflowId, filter, perMinute, reason, actor: user.id, actorName: user.name };
    const id = await insertEnrolJob(tx, job, total);
    await dueScan(tx, { kind: 'enrol', subjectId: id, node: '' });
    await writeAudit(tx, {
      actor: user.id,
      action: 'lead.enrol-many',
      subjectKind: 'workflow',
      subjectId: workflowId,
      ...(reason ? { reason } : {}),
      // What was searched for may be a person's name.
      change: { job: id, filter: { ...filter, ...(filter.search ? { search: '…' } : {}) }, total },
    });
    return readJob(tx, id);
  });
  if (begun === 'not-found' || begun === null) throw errors['not-found']();
  if (begun === 'no-trigger') throw errors['no-trigger']();
  services.announcer.announce(workspaceId, ['runs']);
  return begun;
});

const list = member.enrolJobs.list.handler(async ({ context, input }) => {
  const { cursor, limit = 50, status, workflowId } = input;
  const values = fromCursor(cursor, 'uuid');
  const before = values ? String(values[0]) : null;
  const rows = await context.services.db.inWorkspace(context.workspaceId, (tx) =>
    listEnrolJobs(tx, { status, workflowId, before, limit: limit + 1 }),
  );
  const page = toPage(rows, limit, ({ id }) => [id]);
  return { items: page.rows.map(toJob), nextCursor: page.nextCursor };
});

const get = member.enrolJobs.get.handler(async ({ context, input, errors }) => {
  const job = await context.services.db.inWorkspace(context.workspaceId, (tx) => readJob(tx, input.enrolJobId));
  if (!job) throw errors['not-found']();
  return job;
});

const cancel = member.enrolJobs.cancel.handler(async ({ context, input, errors }) => {
  const { services, workspaceId, user } = context;
  const job = await services.db.inWorkspace(workspaceId, async (tx) => {
    if (await finishEnrolJob(tx, input.enrolJobId, 'cancelled'))
      await writeAudit(tx, {
        actor: user.id,
        action: 'lead.enrol-many-cancel',
        subjectKind: 'job',
        subjectId: input.enrolJobId,
      });
    return readJob(tx, input.enrolJobId);
  });
  if (!job) throw errors['not-found']();
  services.announcer.announce(workspaceId, ['runs']);
  return job;
});

export const enrolJobs = { preview, start, list, get, cancel };

/** Workflow and segment are of this workspace. */
async function isKnown(
  tx: WorkspaceTx,
  { workflowId, filter }: { workflowId: string; filter: { segmentId?: string | undefined } },
): Promise<boolean> {
  if (!(await readWorkflow(tx, workflowId))) return false;
  return filter.segmentId === undefined || (await readSegment(tx, filter.segmentId)) !== null;
}

async function readJob(tx: WorkspaceTx, id: string): Promise<EnrolJob | null> {
  const [row] = await listEnrolJobs(tx, { id, limit: 1 });
  return row ? toJob(row) : null;
}

function toJob({ actor, actorName, refused, ...row }: EnrolJobRow): EnrolJob {
  return { ...row, refused: toList(refused), by: { id: actor, name: actorName }, readyAt: readyAt(row) };
}

/** By the throttle where there is one, else by how fast it went so far. */
function readyAt(row: Pick<EnrolJobRow, 'status' | 'perMinute' | 'total' | 'looked' | 'startedAt'>): string | null {
  const { status, perMinute, total, looked, startedAt } = row;
  if (status !== 'running') return null;
  const left = Math.max(0, total - looked);
  const passed = Date.now() - Date.parse(startedAt);
  if (perMinute) return new Date(Date.now() + (left / perMinute) * MINUTE).toISOString();
  return looked > 0 && passed > WARM_UP_MS ? new Date(Date.now() + (left / looked) * passed).toISOString() : null;
}

function toList(refused: Refusals): { code: string; text: string; count: number }[] {
  return Object.entries(refused)
    .map(([code, { n, text }]) => ({ code, text, count: n }))
    .sort((a, b) => b.count - a.count);
}
