import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, instant, workspaceId } from './columns.ts';

/** Moments given out by a throttle; the key of the visit makes each the only one. Workspace time. */
export const throttleSlots = pgTable(
  'throttle_slots',
  {
    key: text('key').primaryKey(),
    workspaceId: workspaceId(),
    workflowId: uuid('workflow_id').notNull(),
    node: text('node').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [index('throttle_slots_last').on(t.workspaceId, t.workflowId, t.node, t.at.desc())],
);

/** How many leads each arm of an exact split got. */
export const splitLevels = pgTable(
  'split_levels',
  {
    workspaceId: workspaceId(),
    workflowId: uuid('workflow_id').notNull(),
    node: text('node').notNull(),
    counts: jsonb('counts').$type<Record<string, number>>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.workflowId, t.node] })],
);

/** The arm of a lead at an exact split: kept for ever. */
export const splitArms = pgTable(
  'split_arms',
  {
    workspaceId: workspaceId(),
    workflowId: uuid('workflow_id').notNull(),
    node: text('node').notNull(),
    leadId: uuid('lead_id').notNull(),
    arm: text('arm').notNull(),
  },
  (t) => [primaryKey({ columns: [t.workflowId, t.node, t.leadId] })],
);

/** Leads that met an entry cap and wait for their turn, first come first served within a priority. */
export const entryQueue = pgTable(
  'entry_queue',
  {
    workspaceId: workspaceId(),
    workflowId: uuid('workflow_id').notNull(),
    leadId: uuid('lead_id').notNull(),
    node: text('node').notNull(),
    eventId: uuid('event_id').notNull(),
    priority: integer('priority').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workflowId, t.leadId, t.eventId] }),
    index('entry_queue_order').on(t.workspaceId, t.workflowId, t.createdAt),
  ],
);

/*
 * waiting ──due──▶ a batch at the cursor ──▶ waiting (at once, while the occurrence is not through) ──▶ waiting (until the next occurrence)
 * A batch commits with its cursor: a killed worker's is done again by the next, and what it recorded is known by its message ids.
 */
export const scans = pgTable(
  'scans',
  {
    workspaceId: workspaceId(),
    /** trigger: of a workflow (subject) and its trigger node · segment: recompute · entries: release the entry queue · publish: a scheduled one */
    kind: text('kind', { enum: ['trigger', 'segment', 'entries', 'end-runs', 'publish', 'enrol', 'resume'] }).notNull(),
    subjectId: uuid('subject_id').notNull(),
    node: text('node').notNull().default(''),
    /** Real time. */
    dueAt: instant('due_at').notNull(),
    /** The occurrence under way, and the last lead of it that was seen; null between occurrences. */
    occurrence: text('occurrence'),
    cursor: uuid('cursor'),
    /** Up to which workspace time occurrences are done. */
    doneUntil: instant('done_until'),
    seen: integer('seen').notNull().default(0),
    lastError: text('last_error'),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.kind, t.subjectId, t.node] }), index('scans_due').on(t.dueAt)],
);
