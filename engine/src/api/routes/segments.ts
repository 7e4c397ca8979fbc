import type { Segment } from '@trellis/shared/api/segments.ts';
import { writeAudit } from '../../db/queries/audit.ts';
import { fromCursor, toPage } from '../../db/queries/cursor.ts';
import { dueScan } from '../../db/queries/scans.ts';
import {
  archiveSegment,
  insertSegment,
  listMembers,
  listSegments,
  readSegment,
  type SegmentRow,
  updateSegment,
  usesOfSegment,
} from '../../db/queries/segments.ts';
import { changeMembers } from '../../leads/change-members.ts';
import { member } from '../context.ts';

const list = member.segments.list.handler(async ({ context }) => ({
  items: (await context.services.db.inWorkspace(context.workspaceId, listSegments)).map(toSegment),
}));

const create = member.segments.create.handler(async ({ context, input }) => {
  const { name, condition } = input;
  const row = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const segmentId = await insertSegment(tx, { name, condition, createdBy: context.user.id });
    if (condition) await dueScan(tx, { kind: 'segment', subjectId: segmentId, node: '' });
    await writeAudit(tx, {
      actor: context.user.id,
      action: 'segment.create',
      subjectKind: 'segment',
      subjectId: segmentId,
      change: { name },
    });
    return readSegment(tx, segmentId);
  });
  if (!row) throw new Error('A segment vanished in the transaction that made it.');
  return toSegment(row);
});

const get = member.segments.get.handler(async ({ context, input, errors }) => {
  const row = await context.services.db.inWorkspace(context.workspaceId, (tx) => readSegment(tx, input.segmentId));
  if (!row) throw errors['not-found']();
  return toSegment(row);
});

const update = member.segments.update.handler(async ({ context, input, errors }) => {
  const { segmentId, name, condition } = input;
  const row = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    if (!(await updateSegment(tx, { segmentId, name, condition }))) return null;
    if (condition) await dueScan(tx, { kind: 'segment', subjectId: segmentId, node: '' });
    await writeAudit(tx, {
      actor: context.user.id,
      action: 'segment.update',
      subjectKind: 'segment',
      subjectId: segmentId,
      change: { name },
    });
    return readSegment(tx, segmentId);
  });
  if (!row) throw errors['not-found']();
  return toSegment(row);
});

const archive = member.segments.archive.handler(async ({ context, input, errors }) => {
  const { segmentId } = input;
  const done = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    if (!(await readSegment(tx, segmentId))) return false;
    const uses = await usesOfSegment(tx, segmentId);
    if (uses.length > 0) return uses;
    if (!(await archiveSegment(tx, segmentId))) return false;
    await writeAudit(tx, {
      actor: context.user.id,
      action: 'segment.archive',
      subjectKind: 'segment',
      subjectId: segmentId,
      change: {},
    });
    return true;
  });
  if (!done) throw errors['not-found']();
  if (done !== true) {
    const names = done.map(({ workflow }) => `“${workflow.name}”`).join(', ');
    throw errors['segment-in-use']({
      message: `${names} ${done.length === 1 ? 'uses' : 'use'} this segment.`,
      data: { uses: done },
    });
  }
  return { id: segmentId, archived: true as const };
});

const members = member.segments.members.handler(async ({ context, input, errors }) => {
  const { segmentId, cursor, limit = 50 } = input;
  const values = fromCursor(cursor, 'instant', 'uuid');
  const before = values ? { at: String(values[0]), leadId: String(values[1]) } : null;
  const rows = await context.services.db.inWorkspace(context.workspaceId, async (tx) =>
    (await readSegment(tx, segmentId)) ? listMembers(tx, { segmentId, before, limit: limit + 1 }) : null,
  );
  if (!rows) throw errors['not-found']();
  const page = toPage(rows, limit, ({ enteredAt, lead }) => [enteredAt, lead.id]);
  return { items: page.rows, nextCursor: page.nextCursor };
});

const uses = member.segments.uses.handler(async ({ context, input, errors }) => {
  const items = await context.services.db.inWorkspace(context.workspaceId, async (tx) =>
    (await readSegment(tx, input.segmentId)) ? usesOfSegment(tx, input.segmentId) : null,
  );
  if (!items) throw errors['not-found']();
  return { items };
});

const changeMembersOf = member.segments.changeMembers.handler(async ({ context, input, errors }) => {
  const { services, workspaceId, user } = context;
  const answer = await services.db.inWorkspace(workspaceId, (tx) => changeMembers(tx, { ...input, actor: user.id }));
  if (answer.kind === 'not-found') throw errors['not-found']();
  if (answer.kind === 'has-rule') throw errors['segment-has-rule']();
  const { changed, members } = answer;
  if (changed > 0) {
    services.nudge();
    services.announcer.announce(workspaceId, ['leads', 'events']);
  }
  return { changed, members };
});

export const segments = {
  list,
  create,
  get,
  update,
  archive,
  uses,
  members,
  changeMembers: changeMembersOf,
};

function toSegment({ condition, ...row }: SegmentRow): Segment {
  // A condition is plain JSON; the contract leaves its inside to the condition's own schema.
  return { ...row, condition: condition as Record<string, unknown> | null };
}
