import { ORPCError } from '@orpc/server';
import { IMPORT_CHUNK_BYTES, type Import } from '@trellis/shared/api/imports.ts';
import type { WorkspaceTx } from '../../db/client.ts';
import { writeAudit } from '../../db/queries/audit.ts';
import { fromCursor, toPage } from '../../db/queries/cursor.ts';
import {
  changeImport,
  type ImportRow,
  insertImport,
  listImports,
  putChunk,
  readChunk,
  readImport,
  readImportErrors,
} from '../../db/queries/imports.ts';
import { enqueue } from '../../db/queries/outbox.ts';
import { checkFile } from '../../imports/check-file.ts';
import { mappingProblem } from '../../imports/mapping-problem.ts';
import { previewFile } from '../../imports/preview-file.ts';
import { FileUnreadable } from '../../imports/read-file.ts';
import { member } from '../context.ts';
import { peopleOf } from '../people.ts';
import type { ApiServices } from '../services.ts';

/** What the column of record numbers can hold. */
const MOST_RECORDS = 2 ** 31 - 1;

const list = member.imports.list.handler(async ({ context, input }) => {
  const { cursor, limit = 50 } = input;
  const [after] = fromCursor(cursor, 'uuid') ?? [];
  const rows = await context.services.db.inWorkspace(context.workspaceId, (tx) =>
    listImports(tx, typeof after === 'string' ? after : null, limit + 1),
  );
  const page = toPage(rows, limit, ({ id }) => [id]);
  return { items: await describe(context.services, page.rows), nextCursor: page.nextCursor };
});

const get = member.imports.get.handler(async ({ context, input, errors }) => {
  const row = await context.services.db.inWorkspace(context.workspaceId, (tx) => readImport(tx, input.importId));
  if (!row) throw errors['not-found']();
  return one(context.services, row);
});

const create = member.imports.create.handler(async ({ context, input }) => {
  const row = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const importId = await insertImport(tx, { ...input, createdBy: context.user.id });
    await audit(tx, context.user.id, 'import.create', importId, { name: input.name, size: input.size });
    return readImport(tx, importId);
  });
  return one(context.services, row);
});

const upload = member.imports.upload.handler(async ({ context, input, errors }) => {
  const { importId, no } = input;
  const content = Buffer.from(input.content, 'base64');
  const row = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const file = await readImport(tx, importId);
    if (!file) throw errors['not-found']();
    if (file.status !== 'uploading')
      throw errors['import-state']({ message: `The import is ${file.status}; its file is complete.` });
    const expected = Math.min(IMPORT_CHUNK_BYTES, file.size - no * IMPORT_CHUNK_BYTES);
    if (content.length !== expected) {
      throw errors['chunk-size']({
        message: `Piece ${no} has ${content.length} bytes; expected ${Math.max(0, expected)} of a file of ${file.size}.`,
      });
    }
    await putChunk(tx, importId, no, content);
    return readImport(tx, importId);
  });
  return one(context.services, row);
});

const preview = member.imports.preview.handler(async ({ context, input, errors }) => {
  const { importId, delimiter: byDelimiter, encoding: byEncoding } = input;
  const { db } = context.services;
  const file = await db.inWorkspace(context.workspaceId, (tx) => readImport(tx, importId));
  if (!file) throw errors['not-found']();
  if (file.status !== 'uploading' && file.status !== 'ready')
    throw errors['import-state']({ message: `The import is ${file.status}; a preview comes before the start.` });
  if (file.uploaded < file.size)
    throw errors['import-state']({
      message: `${file.uploaded} of ${file.size} bytes are here; hand in the rest first.`,
    });
  // Looked at before: the way that people chose stays, and so does what they mapped.
  const again = file.status === 'ready' && !byDelimiter && !byEncoding;
  const told = again ? file : { delimiter: byDelimiter, encoding: byEncoding };
  const seen = await previewFile(piecesOf(context, importId), told).catch((error: unknown) => {
    if (error instanceof FileUnreadable) throw errors['file-unreadable']({ message: error.message });
    throw error;
  });
  const { rows, guess, ...found } = seen;
  const row = await db.inWorkspace(context.workspaceId, async (tx) => {
    const locked = await readImport(tx, importId, true);
    if (locked?.status !== 'uploading' && locked?.status !== 'ready') return locked;
    await changeImport(tx, importId, { status: 'ready', ...found, ...(again ? {} : { mapping: guess }) });
    return readImport(tx, importId);
  });
  const { delimiter, encoding } = found;
  return { import: await one(context.services, row), delimiter, encoding, rows, guess };
});

const check = member.imports.check.handler(async ({ context, input, errors }) => {
  const { importId, mapping, wording } = input;
  const { db } = context.services;
  const file = await db.inWorkspace(context.workspaceId, async (tx) => {
    const found = await readImport(tx, importId, true);
    if (found?.status === 'ready')
      await changeImport(tx, importId, { mapping, ...(wording === undefined ? {} : { wording }) });
    return found;
  });
  if (!file) throw errors['not-found']();
  if (file.status !== 'ready')
    throw errors['import-state']({ message: `The import is ${file.status}; only one that is ready can be checked.` });
  const problem = mappingProblem(file.columns, mapping, wording);
  if (mapping.length !== file.columns.length) return { ...NOTHING_CHECKED, problem: problem ?? null };
  const found = await checkFile(db, context.workspaceId, file, mapping, piecesOf(context, importId)).catch(
    (error: unknown) => {
      if (error instanceof FileUnreadable) throw errors['file-unreadable']({ message: error.message });
      throw error;
    },
  );
  return { problem: problem ?? null, ...found };
});

const NOTHING_CHECKED = {
  records: 0,
  whole: false,
  expected: 0,
  created: 0,
  updated: 0,
  repeated: 0,
  rejected: 0,
  problems: [],
  reads: [],
};

function piecesOf({ services, workspaceId }: { services: ApiServices; workspaceId: string }, importId: string) {
  return (no: number) => services.db.inWorkspace(workspaceId, (tx) => readChunk(tx, importId, no));
}

const start = member.imports.start.handler(async ({ context, input, errors }) => {
  const { importId, mapping, wording } = input;
  const row = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const file = await readImport(tx, importId, true);
    if (!file) throw errors['not-found']();
    if (file.status !== 'ready')
      throw errors['import-state']({ message: `The import is ${file.status}; only one that is ready can start.` });
    const problem = mappingProblem(file.columns, mapping, wording);
    if (problem) throw errors['mapping-invalid']({ message: problem });
    await changeImport(tx, importId, { status: 'running', mapping, wording: wording ?? null });
    await enqueue(tx, [{ kind: 'import', importId }]);
    await audit(tx, context.user.id, 'import.start', importId, { mapping });
    return readImport(tx, importId);
  });
  context.services.nudge();
  return one(context.services, row);
});

const cancel = member.imports.cancel.handler(async ({ context, input, errors }) => {
  const { importId } = input;
  const row = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const file = await readImport(tx, importId, true);
    if (!file) throw errors['not-found']();
    if (file.endedAt !== null) throw errors['import-state']({ message: `The import is ${file.status} already.` });
    await changeImport(tx, importId, { status: 'cancelled' });
    await audit(tx, context.user.id, 'import.cancel', importId, { records: file.records });
    return readImport(tx, importId);
  });
  return one(context.services, row);
});

const errors = member.imports.errors.handler(async ({ context, input, errors: refuse }) => {
  const { importId, cursor, limit = 50 } = input;
  const [after] = fromCursor(cursor, 'number') ?? [];
  const rows = await context.services.db.inWorkspace(context.workspaceId, async (tx) =>
    (await readImport(tx, importId))
      ? readImportErrors(
          tx,
          importId,
          typeof after === 'number' && Number.isInteger(after) ? Math.min(Math.max(after, 0), MOST_RECORDS) : 0,
          limit + 1,
        )
      : null,
  );
  if (!rows) throw refuse['not-found']();
  const page = toPage(rows, limit, ({ record }) => [record]);
  return { items: page.rows, nextCursor: page.nextCursor };
});

export const imports = { list, get, create, upload, preview, check, start, cancel, errors };

function audit(tx: WorkspaceTx, actor: string, action: string, importId: string, change: Record<string, unknown>) {
  return writeAudit(tx, { actor, action, subjectKind: 'import', subjectId: importId, change });
}

async function one(services: ApiServices, row: ImportRow | null): Promise<Import> {
  const [described] = await describe(services, row ? [row] : []);
  if (!described) throw new ORPCError('not-found', { status: 404, message: 'There is nothing with this id.' });
  return described;
}

async function describe({ db }: ApiServices, rows: readonly ImportRow[]): Promise<Import[]> {
  const people = await peopleOf(
    db,
    rows.map(({ createdBy }) => createdBy),
  );
  return rows.map(({ offset, ...row }) => ({
    ...row,
    // What is read is counted as UTF-8: of UTF-16 half as much as the file has.
    progress: row.status === 'done' ? 1 : Math.min(1, offset / (row.encoding === 'utf-16le' ? row.size / 2 : row.size)),
    createdBy: people(row.createdBy),
  }));
}
