import { sql } from 'drizzle-orm';
import { index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, instant, workspaceId } from './columns.ts';

export const PAUSE_LEVELS = ['workspace', 'channel', 'workflow', 'version', 'node', 'lead', 'run'] as const;

/*
 * open ──a person resumes──▶ over (kept: it says when durations stood still)
 * A pause is a flag that steps, gates and routing read. It locks no run and changes none.
 */
export const pauses = pgTable(
  'pauses',
  {
    id: id(),
    workspaceId: workspaceId(),
    level: text('level', { enum: PAUSE_LEVELS }).notNull(),
    /** What rests: workflow, version, lead or run; for a node its workflow, for workspace and channel the workspace. */
    subjectId: uuid('subject_id').notNull(),
    /** A node's id or a channel's place; '' for the other levels. */
    name: text('name').notNull().default(''),
    /** stop: the time of waits does not count meanwhile · run: it goes on. Dates never move. */
    durations: text('durations', { enum: ['stop', 'run'] })
      .notNull()
      .default('stop'),
    /** What becomes of those who would enter meanwhile. */
    entrants: text('entrants', { enum: ['queue', 'drop'] })
      .notNull()
      .default('queue'),
    /** Workspace time, as `until`. */
    since: instant('since').notNull(),
    /** Null while it is on. */
    until: instant('until'),
    actor: text('actor').notNull(),
    reason: text('reason'),
    /** Real time: what is due goes on within so many seconds of it, each run at a moment of its own. */
    resumedAt: instant('resumed_at'),
    spreadSeconds: integer('spread_seconds').notNull().default(0),
    resumedBy: text('resumed_by'),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('pauses_open').on(t.workspaceId, t.level, t.subjectId, t.name).where(sql`until is null`),
    index('pauses_subject').on(t.subjectId, t.until),
  ],
);
