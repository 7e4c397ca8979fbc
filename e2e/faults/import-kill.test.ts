import { createStage, eventually, type Stage } from '@trellis/engine/testing/stage.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { foundOf, readFound } from '../import-checks.ts';
import { expectedOf, handInUgly } from '../ugly-csv.ts';
import { endImporters, type Importer, startImporter } from './importer-handle.ts';

const ROWS = 20_000;
/** Each of these workers is killed when so much of the file is committed. */
const KILLS = [0.15, 0.5, 0.8];
const SECOND = 1_000;

let stage: Stage;
const importers: Importer[] = [];
beforeAll(async () => {
  stage = await createStage();
});
afterAll(async () => {
  await endImporters(importers);
  await stage?.close();
});

const committed = async (importId: string) => {
  const [row] = await stage.db.inWorkspace(stage.workspaceId, (tx) =>
    tx.execute<{ records: number; status: string }>(sql`select records, status from imports where id = ${importId}`),
  );
  return row ?? { records: 0, status: 'absent' };
};

it(`${ROWS} ugly records are taken once each though the worker is killed ${KILLS.length} times`, async () => {
  const { importId } = await handInUgly(stage.db, stage.workspaceId, { rows: ROWS, owe: true });
  for (const share of KILLS) {
    const importer = await startImporter(stage);
    importers.push(importer);
    const { status } = await eventually(
      () => committed(importId),
      ({ records, status: now }) => records >= ROWS * share || now !== 'running',
      60 * SECOND,
    );
    // A kill after the end would prove nothing.
    expect(status).toBe('running');
    importer.kill();
    await importer.ended;
  }
  const before = (await committed(importId)).records;
  expect(before).toBeLessThan(ROWS);
  importers.push(await startImporter(stage));
  await eventually(
    () => committed(importId),
    ({ status }) => status !== 'running',
    90 * SECOND,
  );
  await eventually(
    () => stage.db.asSystem((tx) => tx.execute(sql`select 1 from import_chunks where import_id = ${importId}`)),
    (rows) => rows.length === 0,
    10 * SECOND,
  );
  const found = await readFound(stage.db, stage.workspaceId, importId);
  expect(found).toEqual(foundOf(expectedOf(ROWS), found));
}, 240_000);
