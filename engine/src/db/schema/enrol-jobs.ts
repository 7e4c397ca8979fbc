import { index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, instant, workspaceId } from './columns.ts';
import { JOB_STATUS } from './control-jobs.ts';
import { workflows } from './workflows.ts';

/** Putting many leads into a workflow: all that match a filter and were there when it began. A scan of the same id carries it from batch to batch. */
export const enrolJobs = pgTable(
  'enrol_jobs',
  {
    id: id(),
    workspaceId: workspaceId(),
    status: text('status', { enum: JOB_STATUS }).notNull().default('running'),
    workflowId: uuid('workflow_id')
      .notNull()
      .references(() => workflows.id),
    /** Which leads, as the person chose them. */
    filter: jsonb('filter').$type<Record<string, unknown>>().notNull(),
    /** Leads a minute; null: as fast as it goes. */
    perMinute: integer('per_minute'),
    /** How many matched when it began, counted up to a bound. */
    total: integer('total').notNull(),
    looked: integer('looked').notNull().default(0),
    entered: integer('entered').notNull().default(0),
    /** Why the others did not, by code. */
    refused: jsonb('refused').$type<Record<string, { n: number; text: string }>>().notNull().default({}),
    actor: text('actor').notNull(),
    actorName: text('actor_name').notNull(),
    reason: text('reason'),
    createdAt: createdAt(),
    finishedAt: instant('finished_at'),
  },
  (t) => [index('enrol_jobs_newest').on(t.workspaceId, t.id.desc())],
);
