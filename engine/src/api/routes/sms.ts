import { uuidv7 } from 'uuidv7';
import { fromCursor, toPage } from '../../db/queries/cursor.ts';
import { listSms, listSmsThreads } from '../../db/queries/sms.ts';
import { receiveSms } from '../../messages/receive-sms.ts';
import { member } from '../context.ts';

const list = member.sms.list.handler(async ({ context, input }) => {
  const { cursor, limit = 50, leadId, number } = input;
  const values = fromCursor(cursor, 'uuid');
  const rows = await context.services.db.inWorkspace(context.workspaceId, (tx) =>
    listSms(tx, { leadId, number, before: values ? String(values[0]) : null, limit: limit + 1 }),
  );
  const page = toPage(rows, limit, ({ id }) => [id]);
  return { items: page.rows, nextCursor: page.nextCursor };
});

const threads = member.sms.threads.handler(async ({ context, input }) => {
  const { cursor, limit = 50, search } = input;
  const values = fromCursor(cursor, 'uuid');
  const rows = await context.services.db.inWorkspace(context.workspaceId, (tx) =>
    listSmsThreads(tx, {
      search: search?.trim() || undefined,
      before: values ? String(values[0]) : null,
      limit: limit + 1,
    }),
  );
  const page = toPage(rows, limit, ({ last }) => [last.id]);
  return { items: page.rows, nextCursor: page.nextCursor };
});

const thread = member.sms.thread.handler(async ({ context, input, errors }) => {
  const [found] = await context.services.db.inWorkspace(context.workspaceId, (tx) =>
    listSmsThreads(tx, { key: input.key, limit: 1 }),
  );
  if (!found) throw errors['not-found']();
  return found;
});

const reply = member.sms.reply.handler(async ({ context, input, errors }) => {
  const { services, workspaceId } = context;
  const { number, text } = input;
  const received = await services.db.inWorkspace(workspaceId, (tx) =>
    receiveSms(tx, services.secret, { number, text, messageId: `sms:${uuidv7()}` }),
  );
  if (received.leadIds.length === 0) throw errors['no-such-number']();
  services.nudge();
  services.announcer.announce(workspaceId, ['leads', 'events', 'runs']);
  return { leads: received.leadIds.length, consent: received.word ?? null, eventId: received.eventId };
});

export const sms = { list, threads, thread, reply };
