import { listAudit } from '../../db/queries/audit.ts';
import { fromCursor, toPage } from '../../db/queries/cursor.ts';
import { member } from '../context.ts';
import { peopleOf } from '../people.ts';

const list = member.audit.list.handler(async ({ context, input }) => {
  const { cursor, limit = 50, area, actor } = input;
  const after = fromCursor(cursor, 'uuid');
  const { db } = context.services;
  const rows = await db.inWorkspace(context.workspaceId, (tx) =>
    listAudit(tx, {
      ...(area ? { area } : {}),
      ...(actor ? { actor } : {}),
      after: after && String(after[0]),
      limit: limit + 1,
    }),
  );
  const page = toPage(rows, limit, ({ id }) => [id]);
  const named = page.rows.flatMap(({ actor: by, change }) =>
    typeof change.user === 'string' ? [by, change.user] : [by],
  );
  const people = await peopleOf(db, named);
  const items = page.rows.map(({ actor: by, subjectKind, subjectId, subjectName, ...row }) => ({
    ...row,
    actor: people(by),
    subject: {
      kind: subjectKind,
      id: subjectId,
      // Members stand in no table of the workspace under a UUID of its own.
      name: typeof row.change.user === 'string' ? people(row.change.user).name : subjectName,
    },
  }));
  return { items, nextCursor: page.nextCursor };
});

export const audit = { list };
