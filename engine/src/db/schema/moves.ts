import { MOVE_CHOICES, MOVE_STATUS, type MoveOptions } from '@trellis/shared/api/publish-views.ts';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import type { RunState } from '@trellis/shared/runtime/state.ts';
import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, instant, workspaceId } from './columns.ts';
import { runs } from './runs.ts';
import { workflows, workflowVersions } from './workflows.ts';

/** Runs going from versions to another one; its states stand in shared/api/publish-views.ts. The list is fixed when it begins. */
export const moves = pgTable(
  'moves',
  {
    id: id(),
    workspaceId: workspaceId(),
    workflowId: uuid('workflow_id')
      .notNull()
      .references(() => workflows.id),
    versionId: uuid('version_id')
      .notNull()
      .references(() => workflowVersions.id),
    status: text('status', { enum: MOVE_STATUS }).notNull().default('waiting'),
    choices: jsonb('choices').$type<MoveOptions['choices']>().notNull(),
    canaryPercent: integer('canary_percent'),
    canaryMinutes: integer('canary_minutes'),
    /** When the canary's share has been watched long enough, real time. */
    goesOnAt: instant('goes_on_at'),
    spreadMinutes: integer('spread_minutes').notNull(),
    /** Runs for which `stay` was chosen, and those in cohorts without a choice. */
    stayed: integer('stayed').notNull(),
    stopped: text('stopped'),
    actor: text('actor').notNull(),
    actorName: text('actor_name').notNull(),
    createdAt: createdAt(),
    finishedAt: instant('finished_at'),
  },
  (t) => [index('moves_newest').on(t.workspaceId, t.workflowId, t.id.desc())],
);

/*
 * pending ──▶ moved ──rollback──▶ moved-back, or kept (it had gone on)
 *    ├──▶ next-step ──left its node──▶ moved
 *    └──▶ restarted | exited | refused (`code`)
 */
export const MOVE_RUN_STATES = [
  'pending',
  'moved',
  'next-step',
  'restarted',
  'exited',
  'refused',
  'moved-back',
  'kept',
] as const;

/** One run of a move, with what it takes to return it. */
export const moveRuns = pgTable(
  'move_runs',
  {
    workspaceId: workspaceId(),
    moveId: uuid('move_id')
      .notNull()
      .references(() => moves.id),
    runId: uuid('run_id')
      .notNull()
      .references(() => runs.id),
    /** Of the canary's share: goes first. */
    first: boolean('first').notNull(),
    /** The node it rested at when the list was fixed. */
    node: text('node').notNull(),
    choice: text('choice', { enum: MOVE_CHOICES }).notNull(),
    target: text('target'),
    state: text('state', { enum: MOVE_RUN_STATES }).notNull().default('pending'),
    code: text('code'),
    fromVersionId: uuid('from_version_id').notNull(),
    /** As it stood before; null until it is moved. */
    before: jsonb('before').$type<RunState>(),
    /** `runs.step_no` of the move: a run whose log goes further has gone on. */
    stepNo: integer('step_no'),
    at: instant('at'),
  },
  (t) => [
    primaryKey({ columns: [t.moveId, t.runId] }),
    index('move_runs_pending').on(t.moveId, t.first.desc(), t.runId).where(sql`state = 'pending'`),
    index('move_runs_moved').on(t.moveId, t.runId).where(sql`state = 'moved'`),
    index('move_runs_run').on(t.runId),
  ],
);

/** A draft that is published later, as it was when that was decided. */
export const scheduledPublishes = pgTable('scheduled_publishes', {
  workflowId: uuid('workflow_id')
    .primaryKey()
    .references(() => workflows.id),
  workspaceId: workspaceId(),
  /** Real time: publishing is an act of people. */
  at: instant('at').notNull(),
  revision: integer('revision').notNull(),
  graph: jsonb('graph').$type<Graph>().notNull(),
  moves: jsonb('moves').$type<MoveOptions>(),
  actor: text('actor').notNull(),
  actorName: text('actor_name').notNull(),
  /** Why it was not published when its time came. */
  failed: text('failed'),
  createdAt: createdAt(),
});
