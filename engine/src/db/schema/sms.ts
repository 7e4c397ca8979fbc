import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { id, instant, workspaceId } from './columns.ts';

/** What the local text message sink took, and what leads answered there (sandbox only). Real time. */
export const smsMessages = pgTable(
  'sms_messages',
  {
    id: id(),
    workspaceId: workspaceId(),
    leadId: uuid('lead_id'),
    direction: text('direction', { enum: ['out', 'in'] }).notNull(),
    number: text('number').notNull(),
    text: text('text').notNull(),
    sendKey: text('send_key').unique(),
    at: instant('at').notNull(),
  },
  (t) => [index('sms_messages_newest').on(t.workspaceId, t.id.desc())],
);
