import type { Database } from '../db/client.ts';
import { writeAudit } from '../db/queries/audit.ts';
import { changeImport, type ImportRow, readChunk, readImport, removeChunks } from '../db/queries/imports.ts';
import { afterRace } from '../intake/after-race.ts';
import { storable } from '../intake/keep-rejected.ts';
import { type Batch, BatchRaced, commitBatch } from './commit-batch.ts';
import { FileUnreadable, readRecords } from './read-file.ts';
import { createRecordReader } from './read-record.ts';

/** Records of one transaction: long enough to be quick, short enough to be lost at a kill. */
const BATCH = 2_000;
/** One call works so long, then answers; its caller comes again. */
const SLICE_MS = 20_000;
const TRIES = 8;

export interface SliceDeps {
  db: Pick<Database, 'inWorkspace'>;
  secret: string;
  /** Called after each batch: pages may look again. */
  onProgress?(workspaceId: string): void;
  /** For tests: how long a slice works. */
  sliceMs?: number;
}

/**
 * Goes on with an import where the last commit left it. `more`: call again. `ended`: done, cancelled or failed, by the row. Bears any repetition,
 * and a second process at the same file: each batch commits together with its place in the file, and only if that place is still the last one.
 */
export async function importSlice(
  deps: SliceDeps,
  { workspace, importId }: { workspace: string; importId: string },
): Promise<{ kind: 'more' | 'ended' }> {
  const { db } = deps;
  const file = await db.inWorkspace(workspace, (tx) => readImport(tx, importId));
  if (file?.status === 'running') {
    try {
      const finished = await work(deps, workspace, file);
      if (finished === 'more') return { kind: 'more' };
      if (finished === 'done') await end(db, workspace, importId, { status: 'done' });
    } catch (error) {
      if (!(error instanceof FileUnreadable)) throw error;
      await end(db, workspace, importId, { status: 'failed', failed: error.message });
    }
    deps.onProgress?.(workspace);
  }
  return db.inWorkspace(workspace, async (tx) => {
    // Another process may have gone on with the file: then it is not ours to end.
    if ((await readImport(tx, importId, true))?.status === 'running') return { kind: 'more' };
    await removeChunks(tx, importId);
    return { kind: 'ended' };
  });
}

async function work(deps: SliceDeps, workspace: string, file: ImportRow): Promise<'more' | 'done' | 'stopped'> {
  const { db, secret, onProgress, sliceMs = SLICE_MS } = deps;
  const until = performance.now() + sliceMs;
  const readPiece = (no: number) => db.inWorkspace(workspace, (tx) => readChunk(tx, file.id, no));
  const read = createRecordReader(file.columns, file.mapping);
  let number = file.records;
  let isHeader = file.offset === 0;
  let batch = emptyBatch(file.offset);
  let committing: Promise<boolean> = Promise.resolve(true);
  // While one batch commits the next one is read.
  const hand = async () => {
    if (!(await committing)) return false;
    const whole = batch;
    committing = commit(db, workspace, secret, file, whole).then((runs) => {
      onProgress?.(workspace);
      return runs;
    });
    committing.catch(() => undefined);
    batch = emptyBatch(whole.to);
    return true;
  };
  try {
    for await (const { cells, end: to } of readRecords(readPiece, { ...file, from: file.offset })) {
      batch.to = to;
      if (isHeader) {
        isHeader = false;
        continue;
      }
      number += 1;
      batch.records += 1;
      const { fault, ...taken } = read(cells);
      if (fault)
        batch.errors.push({ record: number, ...fault, cells: cells.slice(0, 500).map((cell) => storable(cell, 500)) });
      else if (taken.lead) batch.taken.push(taken as Batch['taken'][number]);
      if (batch.records < BATCH) continue;
      if (!(await hand())) return 'stopped';
      if (performance.now() > until) return (await committing) ? 'more' : 'stopped';
    }
    if (!(await hand())) return 'stopped';
    return (await committing) ? 'done' : 'stopped';
  } finally {
    await committing.catch(() => undefined);
  }
}

const emptyBatch = (from: number): Batch => ({ from, to: from, records: 0, taken: [], errors: [] });

async function commit(
  db: SliceDeps['db'],
  workspace: string,
  secret: string,
  file: ImportRow,
  batch: Batch,
): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await afterRace(() =>
        db.inWorkspace(workspace, async (tx) => {
          if (await commitBatch(tx, secret, file, batch)) return true;
          throw new Stopped();
        }),
      );
    } catch (error) {
      // Rolled back: the import was cancelled, or another process went on with it.
      if (error instanceof Stopped) return false;
      if (!(error instanceof BatchRaced) || attempt >= TRIES) throw error;
    }
  }
}

class Stopped extends Error {}

async function end(
  db: SliceDeps['db'],
  workspace: string,
  importId: string,
  change: { status: 'done' | 'failed'; failed?: string },
): Promise<void> {
  await db.inWorkspace(workspace, async (tx) => {
    const file = await readImport(tx, importId, true);
    if (file?.status !== 'running') return;
    await changeImport(tx, importId, change);
    const { created, updated, rejected, records } = file;
    await writeAudit(tx, {
      actor: file.createdBy,
      action: `import.${change.status}`,
      subjectKind: 'import',
      subjectId: importId,
      change: { created, updated, rejected, records },
    });
  });
}
