import { fromCursor, toPage } from '../../db/queries/cursor.ts';
import { listMissed, listReceived, listRejected, readReceived } from '../../db/queries/event-lists.ts';
import { member } from '../context.ts';

const USUAL = 50;

const list = member.events.list.handler(async ({ context, input }) => {
  const { cursor, limit = USUAL, ...filter } = input;
  const [at, id] = fromCursor(cursor, 'instant', 'uuid') ?? [];
  const after = typeof at === 'string' && typeof id === 'string' ? { at, id } : null;
  const rows = await context.services.db.inWorkspace(context.workspaceId, (tx) =>
    listReceived(tx, filter, after, limit + 1),
  );
  const page = toPage(rows, limit, (row) => [filter.leadId ? row.occurredAt : row.at, row.id]);
  return { items: page.rows, nextCursor: page.nextCursor };
});

const rejected = member.events.rejected.handler(async ({ context, input }) => {
  const { cursor, limit = USUAL, code } = input;
  const rows = await context.services.db.inWorkspace(context.workspaceId, (tx) =>
    listRejected(tx, code, idOf(cursor), limit + 1),
  );
  const page = toPage(rows, limit, ({ id }) => [id]);
  return { items: page.rows, nextCursor: page.nextCursor };
});

const missed = member.events.missed.handler(async ({ context, input }) => {
  const { cursor, limit = USUAL, ...filter } = input;
  const rows = await context.services.db.inWorkspace(context.workspaceId, (tx) =>
    listMissed(tx, filter, idOf(cursor), limit + 1),
  );
  const page = toPage(rows, limit, ({ id }) => [id]);
  return { items: page.rows, nextCursor: page.nextCursor };
});

const get = member.events.get.handler(async ({ context, input, errors }) => {
  const row = await context.services.db.inWorkspace(context.workspaceId, (tx) => readReceived(tx, input.eventId));
  if (!row) throw errors['not-found']();
  return row;
});

export const events = { list, rejected, missed, get };

function idOf(cursor: string | undefined): string | null {
  const [id] = fromCursor(cursor, 'uuid') ?? [];
  return typeof id === 'string' ? id : null;
}
