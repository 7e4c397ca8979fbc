import { bigserial, index, integer, jsonb, pgTable, uuid } from 'drizzle-orm/pg-core';
import { createdAt, workspaceId } from './columns.ts';
import { runs } from './runs.ts';

/** What each decision of a run saw, in order: enough to recompute it without the world it was made in. Written in the decision's statement. */
export const runInputs = pgTable(
  'run_inputs',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    workspaceId: workspaceId(),
    runId: uuid('run_id')
      .notNull()
      .references(() => runs.id),
    versionId: uuid('version_id').notNull(),
    /** `runs.step_no` after it. */
    stepNo: integer('step_no').notNull(),
    call: jsonb('call').$type<Record<string, unknown>>().notNull(),
    createdAt: createdAt(),
  },
  (t) => [index('run_inputs_run').on(t.runId, t.id)],
);
