import type { CohortChoice, Move, MoveOptions } from '@trellis/shared/api/publish-views.ts';
import type { RunState } from '@trellis/shared/runtime/state.ts';
import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../client.ts';
import type { MOVE_RUN_STATES } from '../schema/moves.ts';
import { iso } from './iso.ts';

export type MoveStatus = Move['status'];
export type MoveRunState = (typeof MOVE_RUN_STATES)[number];

export interface NewMove {
  workflowId: string;
  versionId: string;
  options: MoveOptions;
  /** Where nothing else was said, those due at once are spread over so long. */
  spreadMinutes: number;
  actor: string;
  actorName: string;
}

/**
 * Adds a move and fixes its list: the runs that rest at the chosen nodes now, of them a share (per cohort, rounded up, the same runs whenever it
 * is asked) as the canary's. `total` 0 where there is none.
 */
export async function insertMove(tx: WorkspaceTx, move: NewMove): Promise<{ id: string; total: number }> {
  const id = uuidv7();
  const { workflowId, versionId, options, spreadMinutes, actor, actorName } = move;
  const { canary } = options;
  const choices = options.choices.filter(({ choice }) => choice !== 'stay');
  await tx.execute(sql`insert into moves (id, workspace_id, workflow_id, version_id, choices, canary_percent, canary_minutes, spread_minutes, stayed, actor, actor_name)
    values (${id}, ${tx.workspaceId}, ${workflowId}, ${versionId}, ${JSON.stringify(options.choices)}::jsonb, ${canary?.percent ?? null}, ${canary?.minutes ?? null},
      ${options.spreadMinutes ?? spreadMinutes}, 0, ${actor}, ${actorName})`);
  await tx.execute(sql`insert into move_runs (workspace_id, move_id, run_id, first, node, choice, target, from_version_id)
    select r.workspace_id, ${id}::uuid, r.id, ${
      canary
        ? sql`row_number() over (partition by r.version_id, c."nodeId" order by md5(r.id::text)) <= ceil(count(*) over (partition by r.version_id, c."nodeId") * ${canary.percent}::float8 / 100)`
        : sql`true`
    },
      c."nodeId", c.choice, c.target, r.version_id
    from jsonb_to_recordset(${JSON.stringify(choices)}::jsonb) as c("versionId" uuid, "nodeId" text, choice text, target text)
      join runs r on r.workspace_id = ${tx.workspaceId} and r.workflow_id = ${workflowId} and r.version_id = c."versionId" and r.status <> 'ended'
        and r.version_id <> ${versionId} and r.state #>> '{tokens,0,node}' = c."nodeId"
    on conflict do nothing`);
  const [row] = await tx.execute<{ total: number }>(sql`
    update moves m set stayed = (select count(*) from runs r where r.workspace_id = m.workspace_id and r.workflow_id = m.workflow_id and r.status <> 'ended'
        and r.version_id <> m.version_id and not exists (select 1 from move_runs x where x.move_id = m.id and x.run_id = r.id))
    where m.id = ${id} returning (select count(*)::int from move_runs where move_id = ${id}) as total`);
  return { id, total: row?.total ?? 0 };
}

/** A move as its next transaction needs it. */
export interface LockedMove {
  id: string;
  workflowId: string;
  versionId: string;
  versionNumber: number;
  status: MoveStatus;
  canaryMinutes: number | null;
  /** Real ms until the watching ends; negative when it is over; null before it began. */
  goesOnInMs: number | null;
  spreadMinutes: number;
  choices: MoveOptions['choices'];
  actor: string;
  actorName: string;
}

/** Locks a move, so that two deliveries of its outbox row take turns; null where there is none. */
export async function lockMove(tx: WorkspaceTx, id: string): Promise<LockedMove | null> {
  const [row] = await tx.execute<LockedMove & Record<string, unknown>>(sql`
    select m.id, m.workflow_id as "workflowId", m.version_id as "versionId", (select number from workflow_versions where id = m.version_id) as "versionNumber",
      m.status, m.canary_minutes as "canaryMinutes", (extract(epoch from m.goes_on_at - clock_timestamp()) * 1000)::float8 as "goesOnInMs",
      m.spread_minutes as "spreadMinutes", m.choices, m.actor, m.actor_name as "actorName"
    from moves m where m.id = ${id} and m.workspace_id = ${tx.workspaceId} for update of m`);
  return row ?? null;
}

export interface MoveRun {
  runId: string;
  /** Where it rested when the list was fixed. */
  node: string;
  choice: CohortChoice['choice'];
  target: string | null;
  fromVersionId: string;
  before: RunState | null;
  stepNo: number | null;
}

const moveRunColumns = sql`run_id as "runId", node, choice, target, from_version_id as "fromVersionId", before, step_no as "stepNo"`;

/** The next run that was not treated; only of the canary's share where asked. */
export async function nextPending(tx: WorkspaceTx, moveId: string, onlyFirst: boolean): Promise<MoveRun | undefined> {
  const [row] = await tx.execute<MoveRun & Record<string, unknown>>(sql`
    select ${moveRunColumns} from move_runs where move_id = ${moveId} and state = 'pending' ${onlyFirst ? sql`and first` : sql``}
    order by first desc nulls last, run_id limit 1`);
  return row;
}

/** The next run that was moved and not looked at by the rollback. */
export async function nextMoved(tx: WorkspaceTx, moveId: string): Promise<MoveRun | undefined> {
  const [row] = await tx.execute<MoveRun & Record<string, unknown>>(sql`
    select ${moveRunColumns} from move_runs where move_id = ${moveId} and state = 'moved' order by run_id limit 1`);
  return row;
}

/** The run of a move. */
export async function readMoveRun(tx: WorkspaceTx, moveId: string, runId: string): Promise<MoveRun | undefined> {
  const [row] = await tx.execute<MoveRun & Record<string, unknown>>(
    sql`select ${moveRunColumns} from move_runs where move_id = ${moveId} and run_id = ${runId}`,
  );
  return row;
}

/** Keeps what became of a run. `before` and `stepNo`: for a rollback. */
export async function markMoveRun(
  tx: WorkspaceTx,
  mark: {
    moveId: string;
    runId: string;
    state: MoveRunState;
    code?: string;
    before?: RunState;
    stepNo?: number;
    fromVersionId?: string;
  },
): Promise<void> {
  await tx.execute(sql`update move_runs set state = ${mark.state}, code = ${mark.code ?? null}, at = clock_timestamp()
      ${mark.before ? sql`, before = ${JSON.stringify(mark.before)}::jsonb` : sql``}
      ${mark.stepNo === undefined ? sql`` : sql`, step_no = ${mark.stepNo}`}
      ${mark.fromVersionId ? sql`, from_version_id = ${mark.fromVersionId}` : sql``}
    where move_id = ${mark.moveId} and run_id = ${mark.runId}`);
}

/** Lets a locked run move when it leaves its node; null takes that back. */
export async function setNextMove(tx: WorkspaceTx, runId: string, moveId: string | null): Promise<void> {
  await tx.execute(sql`update runs set next_move = ${moveId}::uuid where id = ${runId}`);
}

/** The move that a (locked) run is to make when it leaves its node, while that still stands. */
export async function readNextMove(
  tx: WorkspaceTx,
  runId: string,
): Promise<{
  moveId: string;
  versionId: string;
  versionNumber: number;
  actorName: string;
  target: string | null;
} | null> {
  const [row] = await tx.execute<
    { moveId: string; versionId: string; versionNumber: number; actorName: string; target: string | null } & Record<
      string,
      unknown
    >
  >(sql`select m.id as "moveId", m.version_id as "versionId", v.number as "versionNumber", m.actor_name as "actorName", x.target
    from runs r join moves m on m.id = r.next_move join workflow_versions v on v.id = m.version_id join move_runs x on x.move_id = m.id and x.run_id = r.id
    where r.id = ${runId} and m.status in ('moving', 'watching', 'done') and x.state = 'next-step'`);
  return row ?? null;
}

/** Sets a move's status; `goesOnInMs`: watched for so long from now. Finished ones keep when. */
export async function setMoveStatus(
  tx: WorkspaceTx,
  { id, status, goesOnInMs, stopped }: { id: string; status: MoveStatus; goesOnInMs?: number; stopped?: string },
): Promise<void> {
  const over = status === 'done' || status === 'cancelled' || status === 'rolled-back';
  await tx.execute(sql`update moves set status = ${status}, finished_at = ${over ? sql`now()` : sql`null`}
      ${goesOnInMs === undefined ? sql`` : sql`, goes_on_at = clock_timestamp() + make_interval(secs => ${goesOnInMs / 1000}::float8)`}
      ${stopped === undefined ? sql`` : sql`, stopped = ${stopped}`}
    where id = ${id} and workspace_id = ${tx.workspaceId}`);
}

/** Those that were to move later stay: at their next step, and those not treated yet. */
export async function stayAll(tx: WorkspaceTx, moveId: string): Promise<void> {
  await tx.execute(sql`update move_runs set state = 'refused', code = 'cancelled', at = now()
    where move_id = ${moveId} and workspace_id = ${tx.workspaceId} and state in ('pending', 'next-step')`);
}

/** Owes a move its next runs in so many ms, unless another row than `besides` owes them already. */
export async function enqueueMove(tx: WorkspaceTx, moveId: string, inMs: number, besides = 0): Promise<void> {
  await tx.execute(sql`insert into outbox (workspace_id, kind, subject_id, due_at)
    select ${tx.workspaceId}::uuid, 'move', ${moveId}::uuid, now() + make_interval(secs => ${inMs / 1000}::float8)
    where not exists (select 1 from outbox where workspace_id = ${tx.workspaceId} and kind = 'move' and subject_id = ${moveId} and id <> ${besides})`);
}

/** Moves of a workflow that have still something to do, locked. */
export async function openMoves(tx: WorkspaceTx, workflowId: string): Promise<{ id: string; status: MoveStatus }[]> {
  return tx.execute<{ id: string; status: MoveStatus }>(sql`select m.id, m.status from moves m
    where m.workspace_id = ${tx.workspaceId} and m.workflow_id = ${workflowId} and (m.status in ('waiting', 'moving', 'watching', 'rolling-back')
      or (m.status = 'done' and exists (select 1 from move_runs x where x.move_id = m.id and x.state = 'next-step'))) order by m.id for update of m`);
}

export type MoveRow = Omit<Move, 'by'> & { actor: string; actorName: string };

/** Moves of a workflow, newest first, at most 50; or the one with an id. Times are real. */
export async function listMoves(tx: WorkspaceTx, by: { workflowId: string } | { id: string }): Promise<MoveRow[]> {
  const n = (states: string) => sql`count(*) filter (where x.state in (${sql.raw(states)}))::int`;
  return tx.execute<MoveRow & Record<string, unknown>>(sql`
    select m.id, m.workflow_id as "workflowId", jsonb_build_object('id', v.id, 'number', v.number) as version, m.status, c.total, c.moved, c.later as "atNextStep",
      c.restarted, c.exited, m.stayed, c.back as "movedBack", m.stopped, m.actor, m.actor_name as "actorName",
      coalesce((select jsonb_object_agg(f.code, f.n) from (select x.code, count(*)::int as n from move_runs x where x.move_id = m.id and x.state = 'refused' group by x.code) f), '{}') as refused,
      case when m.canary_percent is null then null else jsonb_build_object('percent', m.canary_percent, 'minutes', m.canary_minutes,
        'goesOnAt', case when m.status = 'watching' then ${iso('m.goes_on_at')} end) end as canary,
      ${iso('m.created_at')} as "startedAt", ${iso('m.finished_at')} as "finishedAt"
    from moves m join workflow_versions v on v.id = m.version_id cross join lateral (
      select count(*)::int as total, ${n("'moved', 'kept', 'moved-back'")} as moved, ${n("'next-step'")} as later, ${n("'restarted'")} as restarted,
        ${n("'exited'")} as exited, ${n("'moved-back'")} as back from move_runs x where x.move_id = m.id) c
    where m.workspace_id = ${tx.workspaceId} and ${'id' in by ? sql`m.id = ${by.id}` : sql`m.workflow_id = ${by.workflowId}`}
    order by m.id desc limit 50`);
}

/** True for a run whose log goes further than a number. */
export async function wentOn(tx: WorkspaceTx, runId: string, stepNo: number): Promise<boolean> {
  const rows = await tx.execute(sql`select 1 from run_steps where run_id = ${runId} and step_no > ${stepNo} limit 1`);
  return rows.length > 0;
}

/** What became of the runs that a move has moved, beside those it has not yet. */
export interface MoveHealth {
  moved: number;
  failedSends: number;
  parked: number;
  /** Moved runs, and runs not treated yet, that left early since. */
  leftEarly: number;
  pending: number;
  pendingLeftEarly: number;
}

/** `finished`: reasons of ends that are no drop-off; exits that the move itself made are none either. */
export async function readHealth(
  tx: WorkspaceTx,
  moveId: string,
  { finished, harmless }: { finished: readonly string[]; harmless: readonly string[] },
): Promise<MoveHealth> {
  const early = sql`r.status = 'ended' and (r.reason is null or r.reason not in ${finished})`;
  const [row] = await tx.execute<MoveHealth & Record<string, unknown>>(sql`
    select count(*) filter (where x.state = 'moved')::int as moved,
      count(*) filter (where x.state = 'moved' and exists (select 1 from effects e join sends s on s.key = e.key
        where e.run_id = x.run_id and e.settled_at > x.at and (e.state = 'unknown' or (e.state = 'failed' and coalesce(e.code, '') not in ${harmless}))))::int as "failedSends",
      count(*) filter (where x.state = 'moved' and r.status = 'parked' and coalesce(r.reason, '') not in ${harmless} and exists (select 1 from run_steps p where p.run_id = r.id and p.kind = 'parked' and p.step_no > x.step_no))::int as parked,
      count(*) filter (where x.state = 'moved' and ${early})::int as "leftEarly",
      count(*) filter (where x.state = 'pending')::int as pending,
      count(*) filter (where x.state = 'pending' and ${early})::int as "pendingLeftEarly"
    from move_runs x join runs r on r.id = x.run_id where x.move_id = ${moveId}`);
  return row ?? { moved: 0, failedSends: 0, parked: 0, leftEarly: 0, pending: 0, pendingLeftEarly: 0 };
}
