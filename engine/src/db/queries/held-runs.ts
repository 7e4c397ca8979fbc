import type { Token } from '@trellis/shared/runtime/state.ts';
import { type SQL, sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { epoch } from './clock.ts';
import { type PauseOver, type PauseSubject, pausesColumn, releaseOf, standsAt } from './pauses.ts';

/** The runs `runs r` that a pause lies over: by what it is on. */
function under(tx: WorkspaceTx, { level, subjectId, name }: PauseSubject): SQL {
  switch (level) {
    case 'workspace':
      return sql`true`;
    case 'workflow':
      return sql`r.workflow_id = ${subjectId}`;
    case 'version':
      return sql`r.version_id = ${subjectId}`;
    case 'lead':
      return sql`r.lead_id = ${subjectId}`;
    case 'run':
      return sql`r.id = ${subjectId}`;
    case 'node':
      return sql`r.workflow_id = ${subjectId} and ${standsAt(sql`'node'`, sql`${name}::text`)}`;
    case 'channel':
      return sql`r.workspace_id = ${tx.workspaceId} and ${standsAt(sql`'channel'`, sql`${name}::text`)}`;
    default:
      return level satisfies never;
  }
}

/**
 * Runs that may rest without a timer because they were asked while all of them was paused: their time came, an event did, or they stand before
 * something. All others have their timers.
 */
const asked = sql`(r.due_at <= now() or (r.due_at is null
  and exists (select 1 from jsonb_array_elements(r.state -> 'tokens') t where t ->> 'at' <> 'waiting' or t -> 'wait' ? 'until')))`;

/**
 * Owes a wake-up to the next runs that a pause held, by id, after a cursor; each at its turn where the resume is spread. Answers the last one's id
 * and how many. Run rows are locked in order, so that a step under way, which read the pause, is waited for and its number known.
 */
export async function wakeHeld(
  tx: WorkspaceTx,
  pause: PauseSubject & { id: string },
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<{ last: string | null; woken: number }> {
  const part = pause.level === 'node' || pause.level === 'channel';
  const [row] = await tx.execute<{ last: string | null; woken: number }>(sql`
    with found as (
      select r.id, ${releaseOf} as release from runs r join pauses p on p.id = ${pause.id}
      where r.workspace_id = ${tx.workspaceId} and r.status = 'active' and ${under(tx, pause)} ${part ? sql`` : sql`and ${asked}`}
        ${cursor ? sql`and r.id > ${cursor}` : sql``}
      order by r.id limit ${limit} for no key update of r
    ), marked as (
      update runs set woken_n = step_no from found where runs.id = found.id returning runs.id, runs.step_no, found.release
    ), owed as (
      insert into outbox (workspace_id, kind, subject_id, n, due_at) select ${tx.workspaceId}::uuid, 'wake', id, step_no, greatest(now(), release) from marked returning 1
    ) select (select id from found order by id desc limit 1) as last, (select count(*)::int from owed) as woken`);
  return row ?? { last: null, woken: 0 };
}

/** A run under a pause, as far as a preview looks at it. Times: epoch ms. */
export interface HeldRun {
  id: string;
  tokens: Token[];
  versionId: string;
  pauses: PauseOver[];
  /** Real time. */
  dueAt: number | null;
}

/** The next active runs under a pause, by id, after a cursor. */
export async function heldRuns(
  tx: WorkspaceTx,
  pause: PauseSubject,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<HeldRun[]> {
  return tx.execute<HeldRun & Record<string, unknown>>(sql`
    select r.id, r.state -> 'tokens' as tokens, r.version_id as "versionId", ${pausesColumn} as pauses, ${epoch('r.due_at')} as "dueAt"
    from runs r where r.workspace_id = ${tx.workspaceId} and r.status = 'active' and ${under(tx, pause)} ${cursor ? sql`and r.id > ${cursor}` : sql``}
    order by r.id limit ${limit}`);
}

/** How many wait to enter what a pause closes. */
export async function countQueuedUnder(tx: WorkspaceTx, { level, subjectId, name }: PauseSubject): Promise<number> {
  const which: Partial<Record<PauseSubject['level'], SQL>> = {
    workspace: sql`true`,
    workflow: sql`q.workflow_id = ${subjectId}`,
    version: sql`q.workflow_id = (select id from workflows where current_version_id = ${subjectId})`,
    node: sql`q.workflow_id = ${subjectId} and q.node = ${name}`,
    lead: sql`q.lead_id = ${subjectId}`,
  };
  const [row] = await tx.execute<{ n: number }>(
    sql`select count(*)::int as n from entry_queue q where q.workspace_id = ${tx.workspaceId} and ${which[level] ?? sql`false`}`,
  );
  return row?.n ?? 0;
}

/** Notes on runs that a pause holds that an event came for them: they are called when it ends. */
export async function noteEvent(tx: WorkspaceTx, runIds: readonly string[]): Promise<void> {
  if (runIds.length > 0) await tx.execute(sql`update runs set due_at = least(due_at, now()) where id in ${runIds}`);
}
