import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type SmtpSink, startSmtpSink } from '@trellis/engine/channels/email/smtp-sink.ts';
import { bundleIsolate } from '@trellis/engine/runs/worker.ts';
import { createStage, eventually, type Stage } from '@trellis/engine/testing/stage.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endWorkers, startWorker, type WorkerHandle, workerSettings } from '../faults/worker-handle.ts';
// The package's own test, which an author runs: the conformance suite.
import '../fixtures/acme-node/node.test.ts';
import { chain, mail, node, onEvent } from '../graphs.ts';

const PACKAGE = '@acme/trellis-node-wave';
const FIXTURE = fileURLToPath(new URL('../fixtures/acme-node', import.meta.url));
/** Where npm would have put it. */
const INSTALLED = fileURLToPath(new URL(`../../node_modules/${PACKAGE}`, import.meta.url));

describe('a node type from a third-party package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trellis-acme-'));
  let stage: Stage;
  let sink: SmtpSink;
  const workers: WorkerHandle[] = [];
  beforeAll(async () => {
    mkdirSync(dirname(INSTALLED), { recursive: true });
    rmSync(INSTALLED, { force: true });
    symlinkSync(FIXTURE, INSTALLED);
    [stage, sink] = await Promise.all([createStage({ nodePackages: [PACKAGE] }), startSmtpSink()]);
    writeFileSync(join(folder, 'isolate.js'), (await bundleIsolate()).code);
  });
  afterAll(async () => {
    await endWorkers(workers);
    await stage?.close();
    await sink?.close();
    rmSync(folder, { recursive: true, force: true });
    unlinkSync(INSTALLED);
    rmdirSync(dirname(INSTALLED));
  });

  it('takes fewer than 40 lines', () => {
    const lines = readdirSync(FIXTURE)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(FIXTURE, name), 'utf8').trimEnd().split('\n').length);
    expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThan(40);
  });

  it('compiles, performs in a worker process, and hands its output to later nodes', async () => {
    const wave = node('wave', 'acme.wave', { times: 3 });
    await stage.publish(
      chain(onEvent('met'), wave, mail('after', 'We waved {{ output.wave.waves }} times.'), node('end', 'end')),
    );
    const bundle = join(folder, 'isolate.js');
    workers.push(await startWorker(workerSettings(stage, { smtpUrl: sink.url, bundle, nodePackages: [PACKAGE] })));
    await stage.track({ user: 'ada', email: 'ada@lead.example', name: 'met' });
    await eventually(
      async () => sink.mailbox.messages,
      ([message]) => message?.raw.includes('We waved 3 times.') === true,
    );
    const steps = await stage.db.inWorkspace(stage.workspaceId, (tx) =>
      tx.execute<{ text: string }>(sql`select text from run_steps where node = 'wave' order by step_no`),
    );
    expect(steps.map(({ text }) => text)).toEqual(['Waves 3 times', 'Waved 3 times']);
  });

  it('is asked for by name when it is not installed', async () => {
    await expect(createStage({ nodePackages: ['@acme/nowhere'] })).rejects.toThrow(
      /TRELLIS_NODE_PACKAGES names "@acme\/nowhere"/,
    );
  });
});
