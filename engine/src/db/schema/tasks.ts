import { sql } from 'drizzle-orm';
import { boolean, index, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, instant, workspaceId } from './columns.ts';
import { leads } from './leads.ts';
import { runs } from './runs.ts';

/*
 * open ──a person answers──▶ done
 *   └──the run no longer waits for it──▶ withdrawn
 */
export const TASK_STATUS = ['open', 'done', 'withdrawn'] as const;
export const TASK_KINDS = ['approval', 'call', 'todo'] as const;

/** What a person has to do about a lead. Times are workspace time, but for createdAt. */
export const tasks = pgTable(
  'tasks',
  {
    id: id(),
    workspaceId: workspaceId(),
    leadId: uuid('lead_id')
      .notNull()
      .references(() => leads.id),
    runId: uuid('run_id')
      .notNull()
      .references(() => runs.id),
    workflowId: uuid('workflow_id').notNull(),
    node: text('node').notNull(),
    /** `run:node:visit` that made it: made once, and found again by the events that tell of it. */
    key: text('key').notNull(),
    kind: text('kind', { enum: TASK_KINDS }).notNull(),
    title: text('title').notNull(),
    instructions: text('instructions'),
    outcomes: jsonb('outcomes').$type<{ id: string; label: string }[]>().notNull(),
    /** The run waits for the answer. */
    awaited: boolean('awaited').notNull(),
    assignee: text('assignee'),
    dueAt: instant('due_at'),
    status: text('status', { enum: TASK_STATUS }).notNull().default('open'),
    outcome: text('outcome'),
    note: text('note'),
    decidedBy: text('decided_by'),
    decidedAt: instant('decided_at'),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('tasks_key').on(t.key),
    index('tasks_open').on(t.workspaceId, t.dueAt, t.id).where(sql`status = 'open'`),
    index('tasks_newest').on(t.workspaceId, t.id.desc()),
    index('tasks_lead').on(t.workspaceId, t.leadId, t.id.desc()),
    index('tasks_run').on(t.runId).where(sql`status = 'open'`),
  ],
);
