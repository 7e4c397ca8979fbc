import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readConfig } from '@trellis/engine/config.ts';
import { startTemporal } from '@trellis/engine/embedded/temporal.ts';
import { uuidv7 } from 'uuidv7';
import { type Importer, startImporter } from '../faults/importer-handle.ts';
import { type Found, foundOf, readFound } from '../import-checks.ts';
import { type Expected, expectedOf, handInUgly } from '../ugly-csv.ts';
import { type Ground, prepare, runProcess, SECRET } from './ground.ts';
import { bound, compare, interleave, type Line, median, PAIRS } from './measure.ts';

/** Above that many rows one pair has to do, since each takes minutes; and only then a worker can be killed in the middle. */
const MANY = 200_000;
const MB = 1024 * 1024;
const HOUR = 3_600_000;

/**
 * B5: rows a second of an import of the ugly file (5-reliability F17) with validation, identities, consent, audit and error report, beside COPY of its
 * valid rows into tables of the same indexes; then the same file by real workers, the first of which is killed in the middle.
 */
export async function csvImport(note: (text: string) => void, rows: number): Promise<Line[]> {
  const { expected, lines } = await besideCopy(note, rows);
  // A smaller file is over before a second worker has started.
  return rows > MANY ? [...lines, ...(await killed(note, rows, expected))] : lines;
}

async function besideCopy(note: (text: string) => void, rows: number): Promise<{ expected: Expected; lines: Line[] }> {
  const expected = expectedOf(rows);
  const ground = await prepare();
  const { sql, db } = ground;
  await sql`create table peer_leads (like leads including all)`;
  await sql`create table peer_identities (like lead_identities including all)`;
  const delays: number[] = [];
  const memories: number[] = [];
  try {
    const found = await interleave(
      {
        async ours() {
          // Each round in a workspace of its own, so that every row is new.
          const workspaceId = await newWorkspace(ground);
          const { importId } = await handInUgly(db, workspaceId, { rows });
          const { appUrl, systemUrl } = ground;
          const { ms, rss, p99 } = await runProcess<{ ms: number; rss: number; p99: number }>(
            './import-ours.ts',
            { appUrl, systemUrl, workspace: workspaceId, importId, secret: SECRET },
            HOUR,
          );
          delays.push(p99);
          memories.push(rss / MB);
          assertWhole(expected, await readFound(db, workspaceId, importId));
          return (rows * 1000) / ms;
        },
        copy: () => copy(ground, rows, expected.created),
      },
      rows > MANY ? 1 : PAIRS,
      note,
    );
    return {
      expected,
      lines: [
        compare('B5', `rows/s of ${rows} : COPY of the valid rows`, found.ours, found.copy, 0.15),
        bound('B5', 'largest RSS of the importing process, MB', Math.max(...memories), 256),
        bound('B5', 'event loop p99, ms', median(delays), 100),
      ],
    };
  } finally {
    await ground.stop();
  }
}

/** The plain rows of the leads, as many as the file makes. */
async function copy({ sql, workspaceId }: Ground, rows: number, created: number): Promise<number> {
  const round = uuidv7();
  const ids = Array.from({ length: created }, () => uuidv7());
  const address = (n: number) => `lead-${round}-${n}@company-${n % 977}.example`;
  const started = performance.now();
  await sql.begin(async (tx) => {
    const leads = await tx`copy peer_leads (id, workspace_id, email, attributes, search) from stdin`.writable();
    const lead = (n: number, id: string) =>
      `${id}\t${workspaceId}\t${address(n)}\t{"firstName":"Name ${n}","seats":${n % 90}}\tname ${n} ${address(n)}\n`;
    await pipeline(Readable.from(copyLines(ids, lead)), leads);
    const known = await tx`copy peer_identities (workspace_id, kind, value, lead_id) from stdin`.writable();
    const identity = (n: number, id: string) => `${workspaceId}\temail\t${address(n)}\t${id}\n`;
    await pipeline(Readable.from(copyLines(ids, identity)), known);
  });
  return (rows * 1000) / (performance.now() - started);
}

function* copyLines(ids: readonly string[], line: (n: number, id: string) => string): Generator<string> {
  let text = '';
  for (const [n, id] of ids.entries()) {
    text += line(n, id);
    if (text.length < 64 * 1024) continue;
    yield text;
    text = '';
  }
  yield text;
}

/** The file by two workers on a Temporal server; the one that has it is killed in the middle. What that costs is the time in which nothing is committed. */
async function killed(note: (text: string) => void, rows: number, expected: Expected): Promise<Line[]> {
  const ground = await prepare();
  const { db, workspaceId, appUrl, systemUrl, dir } = ground;
  const server = await startTemporal({ dir, cacheDir: readConfig().cacheDir });
  const temporal = { address: server.address, namespace: server.namespace };
  const importers: Importer[] = [];
  try {
    const start = async () => {
      const importer = await startImporter({ database: { appUrl, systemUrl }, temporal });
      importers.push(importer);
      return importer;
    };
    const victim = await start();
    const { importId } = await handInUgly(db, workspaceId, { rows, owe: true });
    const progress = () =>
      ground.sql<{ records: number; status: string }[]>`select records, status from imports where id = ${importId}`;
    const until = async (is: (records: number, status: string) => boolean) => {
      for (;;) {
        const [row] = await progress();
        if (row && is(row.records, row.status)) return row;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    };
    await until((records) => records > 0);
    const began = performance.now();
    const heir = await start();
    await until((records) => records >= rows / 2);
    victim.kill();
    await victim.ended;
    // From here on nobody works at it until it is noticed.
    const at = performance.now();
    const [left] = await progress();
    const { status } = await until((records, now) => records > (left?.records ?? 0) || now !== 'running');
    const gap = performance.now() - at;
    if (left?.status !== 'running') throw new Error(`Void: the file was ${left?.status} before the kill.`);
    note(`killed at ${left?.records} of ${rows}; ${Math.round(gap)} ms until the next commit, ${status}`);
    await until((_, now) => now !== 'running');
    const ms = performance.now() - began;
    await until((_, now) => now === 'done');
    for (let found = await readFound(db, workspaceId, importId); ; found = await readFound(db, workspaceId, importId)) {
      if (found.pieces > 0) continue;
      assertWhole(expected, found);
      break;
    }
    const { rss = 0, atRest = 0, p99 = 0 } = heir.health() ?? {};
    note(
      `worker that took over: ${Math.round(rss / MB)} MB (${Math.round(atRest / MB)} before), event loop p99 ${p99.toFixed(1)} ms`,
    );
    return [
      bound(
        'B5',
        `cost of a SIGKILL of the worker, % of the ${Math.round(ms / 1000)} s of ${rows} rows`,
        (100 * gap) / ms,
        5,
      ),
      bound('B5', 'RSS that an import adds to a worker, MB', (rss - atRest) / MB, 256),
    ];
  } finally {
    for (const importer of importers) importer.kill();
    await Promise.all(importers.map(({ ended }) => ended));
    await server.stop();
    await ground.stop();
  }
}

async function newWorkspace({ sql }: Ground): Promise<string> {
  const workspaceId = uuidv7();
  await sql`insert into workspaces (id, name) values (${workspaceId}, 'Bench')`;
  return workspaceId;
}

/** Counts gate hard: a number without them is void. */
function assertWhole(expected: Expected, found: Found): void {
  const [wanted, is] = [foundOf(expected, found), found].map((one) => JSON.stringify(one, Object.keys(one).sort()));
  const errors = JSON.stringify(Object.entries(found.errors).sort());
  if (wanted !== is || errors !== JSON.stringify(Object.entries(expected.errors).sort()))
    throw new Error(`Void: expected ${wanted} with ${JSON.stringify(expected.errors)}, found ${is} with ${errors}.`);
}
