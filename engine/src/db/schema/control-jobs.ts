import type { ControlAction } from '@trellis/shared/api/run-control.ts';
import { sql } from 'drizzle-orm';
import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, instant, workspaceId } from './columns.ts';
import { runs } from './runs.ts';

/*
 * running ──all treated──▶ done     running ──a person──▶ cancelled
 */
export const JOB_STATUS = ['running', 'done', 'cancelled'] as const;

/** An action on many runs: the list is fixed when it begins, each run is treated in a transaction of its own. */
export const controlJobs = pgTable(
  'control_jobs',
  {
    id: id(),
    workspaceId: workspaceId(),
    status: text('status', { enum: JOB_STATUS }).notNull().default('running'),
    action: jsonb('action').$type<ControlAction>().notNull(),
    /** Which runs were asked for, as the person chose them. */
    filter: jsonb('filter').$type<Record<string, unknown>>().notNull(),
    /** Runs a minute; null: as fast as it goes. */
    perMinute: integer('per_minute'),
    total: integer('total').notNull(),
    done: integer('done').notNull().default(0),
    refused: integer('refused').notNull().default(0),
    actor: text('actor').notNull(),
    actorName: text('actor_name').notNull(),
    reason: text('reason'),
    createdAt: createdAt(),
    finishedAt: instant('finished_at'),
  },
  (t) => [index('control_jobs_newest').on(t.workspaceId, t.id.desc())],
);

/** One run of a job. `code`: why it was refused. */
export const controlJobRuns = pgTable(
  'control_job_runs',
  {
    workspaceId: workspaceId(),
    jobId: uuid('job_id')
      .notNull()
      .references(() => controlJobs.id),
    runId: uuid('run_id')
      .notNull()
      .references(() => runs.id),
    state: text('state', { enum: ['pending', 'done', 'refused'] })
      .notNull()
      .default('pending'),
    code: text('code'),
    at: instant('at'),
  },
  (t) => [
    primaryKey({ columns: [t.jobId, t.runId] }),
    index('control_job_runs_pending').on(t.jobId, t.runId).where(sql`state = 'pending'`),
  ],
);
