import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSmtpChannel } from '../channels/email/smtp.ts';
import { type SmtpSink, startSmtpSink } from '../channels/email/smtp-sink.ts';
import { silentLog } from '../channels/log.ts';
import { changeImport, insertImport, putChunk, restartStuckImports } from '../db/queries/imports.ts';
import { enqueue } from '../db/queries/outbox.ts';
import { createStage, eventually, type Stage } from '../testing/stage.ts';
import { type Errands, startErrands } from './errands.ts';

describe('what a worker does beside runs', () => {
  let stage: Stage;
  let sink: SmtpSink;
  let errands: Errands;
  beforeAll(async () => {
    [stage, sink] = await Promise.all([createStage(), startSmtpSink()]);
    errands = await startErrands({
      services: stage.services,
      temporal: stage.temporal,
      email: createSmtpChannel({ url: sink.url, log: silentLog }),
      defaultSender: 'news@stage.example',
    });
  }, 60_000);
  afterAll(async () => {
    await errands?.stop();
    await stage?.close();
    await sink?.close();
  });

  async function begin(rows: number, owed: boolean): Promise<string> {
    const content = Buffer.from(
      `email\n${Array.from({ length: rows }, (_, n) => `e${n}-${rows}@errand.example`).join('\n')}`,
    );
    return stage.db.inWorkspace(stage.workspaceId, async (tx) => {
      const importId = await insertImport(tx, { name: 'errand.csv', size: content.length, createdBy: 'test' });
      await putChunk(tx, importId, 0, content);
      await changeImport(tx, importId, { status: 'running', columns: ['email'], mapping: [{ to: 'email' }] });
      if (owed) await enqueue(tx, [{ kind: 'import', importId }]);
      return importId;
    });
  }
  const state = (importId: string) =>
    stage.db.inWorkspace(stage.workspaceId, (tx) =>
      tx.execute<{ status: string; created: number }>(sql`select status, created from imports where id = ${importId}`),
    );

  it('carries an import out as a workflow of its own', async () => {
    const importId = await begin(5_000, true);
    errands.nudge();
    const [done] = await eventually(
      () => state(importId),
      (rows) => rows[0]?.status === 'done',
    );
    expect(done).toEqual({ status: 'done', created: 5_000 });
  });

  it('finds an import that lost its workflow, and goes on with it', async () => {
    const importId = await begin(3_000, false);
    expect(await stage.db.asSystem((tx) => restartStuckImports(tx, 60))).toBe(0);
    expect(await stage.db.asSystem((tx) => restartStuckImports(tx, -1))).toBe(1);
    errands.nudge();
    const [done] = await eventually(
      () => state(importId),
      (rows) => rows[0]?.status === 'done',
    );
    expect(done).toEqual({ status: 'done', created: 3_000 });
  });
});
