import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { changeImport, insertImport, putChunk } from '@trellis/engine/db/queries/imports.ts';
import { IMPORT_CHUNK_BYTES } from '@trellis/shared/api/imports.ts';
import { uuidv7 } from 'uuidv7';
import { type Ground, prepare, runProcess, SECRET } from './ground.ts';
import { bound, compare, interleave, type Line, median, PAIRS } from './measure.ts';

/** One record in so many is not valid. */
const BAD_EVERY = 100;
const MB = 1024 * 1024;

/** B5: rows a second of a CSV import with validation, identities, audit and error report, beside COPY of its valid rows into the same tables. */
export async function csvImport(note: (text: string) => void, rows: number): Promise<Line[]> {
  const ground = await prepare();
  const { sql, workspaceId } = ground;
  await sql`create table peer_leads (like leads including all)`;
  await sql`create table peer_identities (like lead_identities including all)`;
  const delays: number[] = [];
  const memories: number[] = [];
  try {
    const found = await interleave(
      {
        async ours(round) {
          const importId = await handIn(ground, round, rows);
          const { appUrl, systemUrl } = ground;
          const { ms, rss, p99 } = await runProcess<{ ms: number; rss: number; p99: number }>(
            './import-ours.ts',
            { appUrl, systemUrl, workspace: workspaceId, importId, secret: SECRET },
            30 * 60_000,
          );
          delays.push(p99);
          memories.push(rss / MB);
          const [file] = await sql`select status, records, created, rejected from imports where id = ${importId}`;
          const bad = Math.floor(rows / BAD_EVERY);
          if (file?.status !== 'done' || file.created !== rows - bad || file.rejected !== bad)
            throw new Error(`Void: ${JSON.stringify(file)} of ${rows} rows.`);
          return (rows * 1000) / ms;
        },
        async copy(round) {
          const ids = Array.from({ length: rows }, () => uuidv7());
          const started = performance.now();
          await sql.begin(async (tx) => {
            const leads = await tx`copy peer_leads (id, workspace_id, email, attributes, search) from stdin`.writable();
            await pipeline(
              Readable.from(
                copyLines(
                  ids,
                  (n, id) =>
                    `${id}\t${workspaceId}\t${address(round, n)}\t{"firstName":"Name ${n}","seats":${n % 90}}\tname ${n} ${address(round, n)}\n`,
                ),
              ),
              leads,
            );
            const known = await tx`copy peer_identities (workspace_id, kind, value, lead_id) from stdin`.writable();
            await pipeline(
              Readable.from(copyLines(ids, (n, id) => `${workspaceId}\temail\t${address(round, n)}\t${id}\n`)),
              known,
            );
          });
          return (rows * 1000) / (performance.now() - started);
        },
      },
      PAIRS,
      note,
    );
    return [
      compare('B5', `rows/s of ${rows} : COPY of the valid rows`, found.ours, found.copy, 0.15),
      bound('B5', 'largest RSS, MB', Math.max(...memories), 256),
      bound('B5', 'event loop p99, ms', median(delays), 100),
    ];
  } finally {
    await ground.stop();
  }
}

const address = (round: number, n: number) => `lead-${round}-${n}@company-${n % 977}.example`;

function* copyLines(ids: readonly string[], line: (n: number, id: string) => string): Generator<string> {
  let text = '';
  for (const [n, id] of ids.entries()) {
    if (n % BAD_EVERY === BAD_EVERY - 1) continue;
    text += line(n, id);
    if (text.length < 64 * 1024) continue;
    yield text;
    text = '';
  }
  yield text;
}

/** Puts a file into the database as an upload does; that is not part of what is measured. */
async function handIn({ db, workspaceId }: Ground, round: number, rows: number): Promise<string> {
  return db.inWorkspace(workspaceId, async (tx) => {
    let no = 0;
    let rest = Buffer.from('email,First name,seats\n');
    const importId = await insertImport(tx, { name: `bench-${round}.csv`, size: 1, createdBy: 'bench' });
    for (let n = 0; n < rows; n += 5_000) {
      const lines = Array.from({ length: Math.min(5_000, rows - n) }, (_, index) => {
        const at = n + index;
        return at % BAD_EVERY === BAD_EVERY - 1
          ? `not an address,"Name ${at}",1\n`
          : `${address(round, at)},"Name ${at}",${at % 90}\n`;
      });
      rest = Buffer.concat([rest, Buffer.from(lines.join(''))]);
      for (; rest.length >= IMPORT_CHUNK_BYTES; rest = rest.subarray(IMPORT_CHUNK_BYTES))
        await putChunk(tx, importId, no++, rest.subarray(0, IMPORT_CHUNK_BYTES));
    }
    if (rest.length > 0) await putChunk(tx, importId, no, rest);
    await changeImport(tx, importId, {
      status: 'running',
      columns: ['email', 'First name', 'seats'],
      mapping: [{ to: 'email' }, { to: 'attributes.firstName' }, { to: 'attributes.seats', as: 'number' }],
    });
    return importId;
  });
}
