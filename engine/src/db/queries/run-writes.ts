import type { LeadChange } from '@trellis/shared/node/change.ts';
import type { RecordedCall } from '@trellis/shared/runtime/replay.ts';
import { type RunState, visitOf } from '@trellis/shared/runtime/state.ts';
import { type SQL, sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import type { EffectState } from '../schema/runs.ts';
import { instantOf } from './clock.ts';
import type { OpenEffect } from './run-locks.ts';

/** A row of `run_steps` to be; times in epoch ms, workspace time. */
export interface StepRow {
  stepNo: number;
  token: number;
  node: string;
  visit: number;
  kind: 'rest' | 'left' | 'ended' | 'parked' | 'control';
  cause: string;
  port?: string;
  to?: string;
  text: string;
  inputs?: Record<string, unknown>;
  outcome?: string;
  consumed?: string;
  openedAt: number;
  at: number;
}

/** A row of `run_waits` to be; times in epoch ms, workspace time. */
export interface WaitRow {
  token: number;
  node: string;
  kind: 'wait' | 'retry';
  since: number;
  deadline: number | null;
  doors: unknown[];
}

export interface ClaimRow {
  key: string;
  leadId: string;
  workflowId: string;
  node: string;
  token: number;
  visit: number;
  kind: string;
  place: string;
  fence: string;
  /** For messages: the row of the ledger beside it. */
  send?: { id: string; channel: 'email' | 'sms'; messageId: string };
}

export interface SettleRow {
  key: string;
  state: 'claimed' | 'accepted' | 'failed' | 'unknown' | 'withheld';
  code: string | null;
  output: Record<string, unknown> | null;
  providerId: string | null;
}

/** As `RecordedCall` of shared/runtime/replay.ts; what was logged for a change from outside is read from the log. `from`: the state before the first. */
export type RecordedRow =
  | (Extract<RecordedCall, { kind: 'asked' }> & { from?: RunState })
  | (Omit<Extract<RecordedCall, { kind: 'changed' }>, 'steps'> & { from?: RunState });

export interface DecisionRow {
  runId: string;
  versionId: string;
  status: 'active' | 'paused' | 'parked' | 'ended';
  reason: string | null;
  state: RunState;
  stepNo: number;
  /** Real time, epoch ms. */
  dueAt: number | null;
  clockVersion: number;
  steps: StepRow[];
  waits: WaitRow[];
  claim?: ClaimRow;
  /** An unfinished effect that this call goes on with, under a new fence. */
  takeOver?: { key: string; fence: string };
  /** Effects whose token was given up: what was not begun never begins. */
  withhold?: string[];
  settle?: SettleRow;
  /** What the decision saw, for the dry replay. */
  saw?: RecordedRow;
}

/** Writes one decision of a locked run in one statement: log, state, waits, and the claim or settlement of its effect. */
export async function writeDecision(tx: WorkspaceTx, row: DecisionRow): Promise<void> {
  const parts: SQL[] = [updateRun(row), ...keepWaits(tx, row)];
  if (row.steps.length > 0) parts.push(insertSteps(tx, row));
  const settled = sql.raw(`p${parts.length}`);
  if (row.settle) parts.push(...settleEffect(row.settle));
  parts.push(withdrawTasks(row));
  if (row.withhold && row.withhold.length > 0) parts.push(withholdEffects(row.withhold));
  if (row.takeOver) parts.push(takeOverEffect(row.takeOver, row.stepNo));
  if (row.claim) parts.push(...claimEffect(tx, row, row.claim, row.settle ? settled : undefined));
  if (row.saw)
    parts.push(sql`insert into run_inputs (workspace_id, run_id, version_id, step_no, call)
      values (${tx.workspaceId}, ${row.runId}, ${row.versionId}, ${row.stepNo}, ${JSON.stringify(row.saw)}::jsonb)`);
  const named = parts.map((part, index) => sql`${sql.raw(`p${index}`)} as (${part})`);
  await tx.execute(sql`with ${sql.join(named, sql`, `)} select 1`);
}

function updateRun(row: DecisionRow): SQL {
  const ended = row.status === 'ended';
  return sql`update runs set version_id = ${row.versionId}, status = ${row.status}, reason = ${row.reason}, state = ${JSON.stringify(row.state)}::jsonb, step_no = ${row.stepNo},
    due_at = ${instantOf(ended ? null : row.dueAt)}, moved_at = now()
    ${ended ? sql`, ended_at = ${instantOf(row.steps.at(-1)?.at ?? null)}, active_key = null` : sql``} where id = ${row.runId}`;
}

/** Makes `run_waits` say what the state says: the open waits, no others. */
function keepWaits(tx: WorkspaceTx, { runId, versionId, waits, clockVersion }: DecisionRow): SQL[] {
  const tokens = waits.map(({ token }) => token);
  const gone = sql`delete from run_waits where run_id = ${runId} ${tokens.length > 0 ? sql`and token not in ${tokens}` : sql``}`;
  if (waits.length === 0) return [gone];
  const rows = JSON.stringify(waits.map((wait) => ({ ...wait, doors: wait.doors })));
  const open = sql`insert into run_waits (workspace_id, run_id, token, version_id, node, kind, since, deadline, doors, clock_version)
    select ${tx.workspaceId}::uuid, ${runId}::uuid, x.token, ${versionId}::uuid, x.node, x.kind, to_timestamp(x.since / 1000), to_timestamp(x.deadline / 1000), x.doors, ${clockVersion}
    from jsonb_to_recordset(${rows}::jsonb) as x(token int, node text, kind text, since float8, deadline float8, doors jsonb)
    on conflict (run_id, token) do update set version_id = excluded.version_id, node = excluded.node, kind = excluded.kind, since = excluded.since,
      deadline = excluded.deadline, doors = excluded.doors, clock_version = excluded.clock_version`;
  return [gone, open];
}

/** Tasks that nobody waits for any more: the run went on by another way, or ended. */
function withdrawTasks({ runId, state }: DecisionRow): SQL {
  const keys = [...waitKeys(runId, state)];
  return sql`update tasks set status = 'withdrawn' where run_id = ${runId} and status = 'open' and awaited
    ${keys.length > 0 ? sql`and key not in ${keys}` : sql``}`;
}

/** The keys (`run:node:visit`) of the visits at which a run waits. */
export function waitKeys(runId: string, state: RunState): Set<string> {
  return new Set(
    state.tokens.flatMap((token) =>
      token.at === 'waiting' ? [`${runId}:${token.node}:${visitOf(state, token)}`] : [],
    ),
  );
}

function insertSteps(tx: WorkspaceTx, { runId, versionId, steps }: DecisionRow): SQL {
  const rows = steps.map(({ stepNo, to, consumed, openedAt, ...step }) => ({
    ...step,
    step_no: stepNo,
    to_node: to,
    consumed_event_id: consumed,
    opened_at: openedAt,
  }));
  return sql`insert into run_steps (workspace_id, run_id, version_id, step_no, token, node, visit, kind, cause, port, to_node, text, inputs, outcome, consumed_event_id, opened_at, at)
    select ${tx.workspaceId}::uuid, ${runId}::uuid, ${versionId}::uuid, x.step_no, x.token, x.node, x.visit, x.kind, x.cause, x.port, x.to_node, x.text, x.inputs, x.outcome,
      x.consumed_event_id, to_timestamp(x.opened_at / 1000), to_timestamp(x.at / 1000)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(step_no int, token int, node text, visit int, kind text, cause text, port text, to_node text,
      text text, inputs jsonb, outcome text, consumed_event_id uuid, opened_at float8, at float8)`;
}

/** The caller checked fence and number under the run's lock. */
function settleEffect({ key, state, code, output, providerId }: SettleRow): SQL[] {
  const parts = [
    sql`update effects set state = ${state}, code = ${code}, output = ${output ? JSON.stringify(output) : null}::jsonb,
      settled_at = ${state === 'claimed' ? sql`null` : sql`now()`} where key = ${key} returning 1`,
  ];
  if (providerId) parts.push(sql`update sends set provider_id = ${providerId} where key = ${key}`);
  return parts;
}

function takeOverEffect({ key, fence }: { key: string; fence: string }, stepNo: number): SQL {
  return sql`update effects set former_fences = former_fences || fence, fence = ${fence}, attempts = attempts + 1, step_no = ${stepNo} where key = ${key} and state = 'claimed'`;
}

/** `settled`: the part that settles the token's former effect. Parts have no order of their own, and a token has one open effect at most: it goes first. */
function withholdEffects(keys: readonly string[]): SQL {
  return sql`update effects set state = 'withheld', code = 'given-up', settled_at = now() where key in ${keys} and state = 'claimed'`;
}

function claimEffect(tx: WorkspaceTx, row: DecisionRow, claim: ClaimRow, settled: SQL | undefined): SQL[] {
  const { key, leadId, workflowId, node, token, visit, kind, place, fence, send } = claim;
  const parts = [
    sql`insert into effects (key, workspace_id, run_id, lead_id, node, token, visit, kind, place, step_no, fence)
      select ${key}, ${tx.workspaceId}::uuid, ${row.runId}::uuid, ${leadId}::uuid, ${node}, ${token}::int, ${visit}::int, ${kind}, ${place}, ${row.stepNo}::int, ${fence}::uuid
      ${settled ? sql`from (select count(*) from ${settled}) as first` : sql``}`,
  ];
  if (send) {
    parts.push(sql`insert into sends (key, id, workspace_id, lead_id, run_id, workflow_id, node, channel, message_id)
      values (${key}, ${send.id}, ${tx.workspaceId}, ${leadId}, ${row.runId}, ${workflowId}, ${node}, ${send.channel}, ${send.messageId})`);
  }
  return parts;
}

/** Changes that a deciding stretch made to its (locked) lead, in order; one statement. */
export async function writeLeadChanges(tx: WorkspaceTx, leadId: string, changes: readonly LeadChange[]): Promise<void> {
  if (changes.length === 0) return;
  let attributes = sql`attributes`;
  let tags = sql`tags`;
  for (const change of changes) {
    switch (change.kind) {
      case 'set-attribute':
        attributes = sql`jsonb_set(${attributes}, array[${change.name}]::text[], ${JSON.stringify(change.value)}::jsonb)`;
        break;
      case 'remove-attribute':
        attributes = sql`(${attributes} - ${change.name}::text)`;
        break;
      case 'add-tag':
        tags = sql`array_append(array_remove(${tags}, ${change.tag}::text), ${change.tag}::text)`;
        break;
      case 'remove-tag':
        tags = sql`array_remove(${tags}, ${change.tag}::text)`;
        break;
      default:
        change satisfies never;
    }
  }
  await tx.execute(
    sql`update leads set attributes = ${attributes}, tags = ${tags}, updated_at = now() where id = ${leadId}`,
  );
}

/** From which states a settlement that comes late may still lead to its own. */
const LATE: Record<SettleRow['state'], readonly EffectState[]> = {
  // Only a webhook can be done while its row is still claimed, or withheld already.
  accepted: ['claimed', 'transmitting', 'unknown', 'withheld'],
  failed: ['claimed', 'transmitting', 'unknown'],
  unknown: ['transmitting'],
  claimed: ['transmitting', 'unknown'],
  withheld: ['claimed'],
};

/**
 * A settlement that came after the run went elsewhere: the ledger learns the truth, the run does not move. Answers how the row stands now, or
 * undefined where it stays as it was. Only the attempt whose fence the row bears may say anything but `accepted`: another one is under way.
 */
export async function settleLate(
  tx: WorkspaceTx,
  fence: string,
  settle: SettleRow,
  ended: boolean,
): Promise<Pick<OpenEffect, 'state' | 'code' | 'output'> | undefined> {
  const { key, state, code, output, providerId } = settle;
  const [row] = await tx.execute<Pick<OpenEffect, 'state' | 'code' | 'output'>>(sql`
    update effects set code = ${code}, output = ${output ? JSON.stringify(output) : null}::jsonb,
      state = case when ${state} = 'claimed' and (${ended} or state = 'unknown') then 'failed' else ${state} end,
      settled_at = case when ${state} = 'claimed' and not (${ended} or state = 'unknown') then null else now() end
    where key = ${key} and state in ${LATE[state]}
      and (fence = ${fence} or (${state} = 'accepted' and state = 'unknown' and ${fence}::uuid = any(former_fences)))
    returning state, code, output`);
  if (row && providerId)
    await tx.execute(sql`update sends set provider_id = ${providerId} where key = ${key} and provider_id is null`);
  return row;
}

/** Messages that had begun when their attempt was lost: nobody can know whether they arrived. */
export async function markLost(tx: WorkspaceTx, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await tx.execute(sql`update effects set state = 'unknown', code = 'lost-after-gate', settled_at = now()
    where key in ${keys} and state = 'transmitting'`);
}

/** Gives the rest a new number after a wake-up that left it open; no row of the log. */
export async function rearm(tx: WorkspaceTx, runId: string, stepNo: number): Promise<void> {
  await tx.execute(sql`update runs set step_no = ${stepNo} where id = ${runId}`);
}
