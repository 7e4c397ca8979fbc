import type { Step } from '@trellis/shared/runtime/answer.ts';
import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { epoch } from './clock.ts';
import type { RecordedRow } from './run-writes.ts';

/** What a run's decisions saw, in order. `stepNo`: the run's number after it. */
export async function inputsOfRun(
  tx: WorkspaceTx,
  runId: string,
): Promise<{ versionId: string; stepNo: number; call: RecordedRow }[]> {
  return tx.execute<{ versionId: string; stepNo: number; call: RecordedRow }>(sql`
    select version_id as "versionId", step_no as "stepNo", call from run_inputs
    where run_id = ${runId} and workspace_id = ${tx.workspaceId} order by id limit 2000`);
}

/** The log of a run as `advance` and people wrote it, in order; times in epoch ms. */
export async function recordedSteps(tx: WorkspaceTx, runId: string): Promise<(Step & { stepNo: number })[]> {
  return tx.execute<Step & { stepNo: number } & Record<string, unknown>>(sql`
    select step_no as "stepNo", token, node, visit, kind, cause, port, to_node as "to", text, inputs, outcome, consumed_event_id as consumed,
      ${epoch('opened_at')} as "openedAt", ${epoch('at')} as at
    from run_steps where run_id = ${runId} and workspace_id = ${tx.workspaceId} order by step_no limit 2000`);
}
