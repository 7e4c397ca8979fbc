import type { Condition } from '@trellis/shared/condition/condition.ts';
import { boolean, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, instant, workspaceId } from './columns.ts';
import { leads } from './leads.ts';

/** A saved rule over leads and their events; without a rule, a list that workflows and people keep. */
export const segments = pgTable(
  'segments',
  {
    id: id(),
    workspaceId: workspaceId(),
    name: text('name').notNull(),
    condition: jsonb('condition').$type<Condition>(),
    createdBy: text('created_by').notNull(),
    createdAt: createdAt(),
    archivedAt: instant('archived_at'),
  },
  (t) => [index('segments_newest').on(t.workspaceId, t.id.desc())],
);

/** Who is in, since when (workspace time). */
export const segmentMembers = pgTable(
  'segment_members',
  {
    workspaceId: workspaceId(),
    segmentId: uuid('segment_id')
      .notNull()
      .references(() => segments.id),
    leadId: uuid('lead_id')
      .notNull()
      .references(() => leads.id),
    enteredAt: instant('entered_at').notNull(),
    /** Put in by a workflow or a person: the rule does not take it out. */
    byHand: boolean('by_hand').notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.segmentId, t.leadId] }),
    index('segment_members_lead').on(t.workspaceId, t.leadId),
    index('segment_members_newest').on(t.segmentId, t.enteredAt.desc(), t.leadId),
  ],
);
