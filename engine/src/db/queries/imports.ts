import type { ImportEncoding, ImportError, ImportMapping, ImportStatus } from '@trellis/shared/api/imports.ts';
import { type SQL, sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { SystemTx, WorkspaceTx } from '../client.ts';
import { iso } from './iso.ts';

export interface ImportRow {
  id: string;
  name: string;
  status: ImportStatus;
  size: number;
  uploaded: number;
  offset: number;
  records: number;
  created: number;
  updated: number;
  rejected: number;
  delimiter: string;
  encoding: ImportEncoding;
  columns: string[];
  mapping: ImportMapping;
  wording: string | null;
  failed: string | null;
  createdBy: string;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
}

const columns = sql`i.id, i.name, i.status, i.size::float8 as size, i."offset"::float8 as "offset", i.records, i.created, i.updated, i.rejected, i.delimiter, i.encoding,
  i.columns, i.mapping, i.wording, i.failed, i.created_by as "createdBy", ${iso('i.created_at')} as "createdAt", ${iso('i.started_at')} as "startedAt", ${iso('i.ended_at')} as "endedAt",
  case when i.status = 'uploading' then (select coalesce(sum(length(c.content)), 0)::float8 from import_chunks c where c.import_id = i.id) else i.size::float8 end as uploaded`;

/** Imports, newest first, after the given id. */
export async function listImports(tx: WorkspaceTx, after: string | null, limit: number): Promise<ImportRow[]> {
  return tx.execute<ImportRow & Record<string, unknown>>(sql`select ${columns} from imports i
    where i.workspace_id = ${tx.workspaceId} ${after ? sql`and i.id < ${after}::uuid` : sql``} order by i.id desc nulls last limit ${limit}`);
}

/** An import; null where there is none with this id. `lock` keeps others from changing it until the transaction ends. */
export async function readImport(tx: WorkspaceTx, importId: string, lock = false): Promise<ImportRow | null> {
  const [row] = await tx.execute<ImportRow & Record<string, unknown>>(
    sql`select ${columns} from imports i where i.id = ${importId} and i.workspace_id = ${tx.workspaceId} ${lock ? sql`for no key update of i` : sql``}`,
  );
  return row ?? null;
}

export async function insertImport(
  tx: WorkspaceTx,
  { name, size, createdBy }: { name: string; size: number; createdBy: string },
): Promise<string> {
  const id = uuidv7();
  await tx.execute(
    sql`insert into imports (id, workspace_id, name, size, created_by) values (${id}, ${tx.workspaceId}, ${name}, ${size}, ${createdBy})`,
  );
  return id;
}

/** Keeps a piece of the file; a second one with its number takes its place. */
export async function putChunk(tx: WorkspaceTx, importId: string, no: number, content: Buffer): Promise<void> {
  await tx.execute(sql`insert into import_chunks (workspace_id, import_id, no, content) values (${tx.workspaceId}, ${importId}, ${no}, ${content})
    on conflict (import_id, no) do update set content = excluded.content`);
}

/** A piece of the file; null where it is not there. */
export async function readChunk(tx: WorkspaceTx, importId: string, no: number): Promise<Buffer | null> {
  const [row] = await tx.execute<{ content: Buffer }>(
    sql`select content from import_chunks where import_id = ${importId} and no = ${no} and workspace_id = ${tx.workspaceId}`,
  );
  return row?.content ?? null;
}

export async function removeChunks(tx: WorkspaceTx, importId: string): Promise<void> {
  await tx.execute(sql`delete from import_chunks where import_id = ${importId} and workspace_id = ${tx.workspaceId}`);
}

/** What is changed of a (locked) import; absent fields stay. */
export interface ImportChange {
  status?: ImportStatus;
  delimiter?: string;
  encoding?: ImportEncoding;
  columns?: string[];
  mapping?: ImportMapping;
  wording?: string | null;
  failed?: string;
}

export async function changeImport(tx: WorkspaceTx, importId: string, change: ImportChange): Promise<void> {
  const sets: SQL[] = [sql`moved_at = now()`];
  const { status, delimiter, encoding, columns: names, mapping, wording, failed } = change;
  if (status) sets.push(sql`status = ${status}`);
  if (status === 'running') sets.push(sql`started_at = now()`);
  if (status === 'done' || status === 'cancelled' || status === 'failed') sets.push(sql`ended_at = now()`);
  if (delimiter !== undefined) sets.push(sql`delimiter = ${delimiter}`);
  if (encoding !== undefined) sets.push(sql`encoding = ${encoding}`);
  if (names) sets.push(sql`columns = array(select jsonb_array_elements_text(${JSON.stringify(names)}::jsonb))`);
  if (mapping) sets.push(sql`mapping = ${JSON.stringify(mapping)}::jsonb`);
  if (wording !== undefined) sets.push(sql`wording = ${wording}`);
  if (failed !== undefined) sets.push(sql`failed = ${failed}`);
  await tx.execute(
    sql`update imports set ${sql.join(sets, sql`, `)} where id = ${importId} and workspace_id = ${tx.workspaceId}`,
  );
}

export interface Advance {
  importId: string;
  /** What must be committed so far, else somebody else goes on with the file. */
  from: number;
  to: number;
  records: number;
  created: number;
  updated: number;
  rejected: number;
}

/** Notes what this transaction read of the file; false where the import does not run any more, or another process went on with it. */
export async function advanceImport(tx: WorkspaceTx, step: Advance): Promise<boolean> {
  const rows =
    await tx.execute(sql`update imports set "offset" = ${step.to}, records = records + ${step.records}, created = created + ${step.created},
      updated = updated + ${step.updated}, rejected = rejected + ${step.rejected}, moved_at = now()
    where id = ${step.importId} and workspace_id = ${tx.workspaceId} and status = 'running' and "offset" = ${step.from} returning 1`);
  return rows.length === 1;
}

/** Keeps records that were not taken. */
export async function insertImportErrors(
  tx: WorkspaceTx,
  importId: string,
  errors: readonly ImportError[],
): Promise<void> {
  if (errors.length === 0) return;
  await tx.execute(sql`insert into import_errors (workspace_id, import_id, record, code, message, cells)
    select ${tx.workspaceId}::uuid, ${importId}::uuid, x.record, x.code, x.message, array(select jsonb_array_elements_text(x.cells))
    from jsonb_to_recordset(${JSON.stringify(errors)}::jsonb) as x(record int, code text, message text, cells jsonb)`);
}

/** Records that were not taken, in the file's order, after the given one. */
export async function readImportErrors(
  tx: WorkspaceTx,
  importId: string,
  after: number,
  limit: number,
): Promise<ImportError[]> {
  return tx.execute<ImportError & Record<string, unknown>>(sql`select record, code, message, cells from import_errors
    where import_id = ${importId} and workspace_id = ${tx.workspaceId} and record > ${after} order by record limit ${limit}`);
}

/** Owes the start of its workflow to each import that runs and has not moved for so long: its execution was lost. Answers how many. */
export async function restartStuckImports(tx: SystemTx, seconds: number): Promise<number> {
  const rows = await tx.execute(sql`insert into outbox (workspace_id, kind, subject_id)
    select i.workspace_id, 'import', i.id from imports i where i.status = 'running' and i.moved_at < now() - make_interval(secs => ${seconds})
      and not exists (select 1 from outbox o where o.subject_id = i.id) returning id`);
  return rows.length;
}

/** Gives up files that nobody finished handing in or started. */
export async function dropForgottenImports(tx: SystemTx, days: number): Promise<number> {
  const rows = await tx.execute<{
    id: string;
  }>(sql`update imports set status = 'cancelled', ended_at = now(), moved_at = now()
    where status in ('uploading', 'ready') and moved_at < now() - make_interval(days => ${days}) returning id`);
  await tx.execute(
    sql`delete from import_chunks c using imports i where i.id = c.import_id and i.status in ('done', 'cancelled', 'failed') and i.ended_at < now() - interval '1 hour'`,
  );
  return rows.length;
}
