import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { Worker, type WorkflowBundle } from '@temporalio/worker';
import { bundleIsolate } from '@trellis/engine/runs/worker.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countOf, historyFrom, jsonOf } from '../histories.ts';
import { createRunningStage, type RunningStage } from '../running-stage.ts';
import { play, SCENARIOS } from './scenarios.ts';

/** Histories of releases, kept for ever. A scenario without a file is recorded by this test; then commit the file. */
const RECORDED = fileURLToPath(new URL('./recorded/', import.meta.url));
const DAY_IN_A_SECOND = 86_400;
/** 4,096 events and 1 MiB would be too much for any execution (I11). */
const MOST = { events: 4_096, bytes: 1_048_576 };

const fileOf = (name: string) => `${RECORDED}${name}.json`;

/** Who recorded it is nobody's business, and would differ at each recording. */
const withoutIdentity = (json: string) => json.replaceAll(/"identity": "[^"]*"/g, '"identity": "recorded"');

describe('run histories', () => {
  let bundle: WorkflowBundle;
  beforeAll(async () => {
    bundle = await bundleIsolate();
  });

  const replay = (history: History) => Worker.runReplayHistory({ workflowBundle: bundle }, history, 'run:replayed');

  describe('recorded earlier', () => {
    it.each(existsSync(RECORDED) ? readdirSync(RECORDED) : [])('replay: %s', async (file) => {
      await replay(historyFrom(readFileSync(`${RECORDED}${file}`, 'utf8')));
    });

    it('fail to replay where the loop would have done something else', async () => {
      const recorded = historyFrom(readFileSync(fileOf('drip-with-click'), 'utf8'));
      const changed = { ...recorded, events: recorded.events?.filter((event) => !event.timerCanceledEventAttributes) };
      await expect(replay(changed)).rejects.toThrow();
    });
  });

  describe('recorded now', () => {
    let running: RunningStage;
    beforeAll(async () => {
      running = await createRunningStage({ clockFactor: DAY_IN_A_SECOND });
    });
    afterAll(() => running?.close());

    it.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('replay: %s', async (name, scenario) => {
      const id = await play(running, scenario);
      const executions = await running.histories.executions(id);
      expect(executions).toHaveLength(scenario.executions ?? 1);
      const histories = await Promise.all(executions.map((execution) => running.histories.of(id, execution)));
      for (const history of histories) {
        await replay(history);
        const json = jsonOf(history);
        expect(history.events?.length).toBeLessThan(MOST.events);
        expect(json.length).toBeLessThan(MOST.bytes);
      }
      expect(countOf(histories.at(-1) ?? {}, 'WORKFLOW_EXECUTION_COMPLETED')).toBe(1);
      const last = histories.at(-1);
      if (existsSync(fileOf(name)) || !last) return;
      mkdirSync(RECORDED, { recursive: true });
      writeFileSync(fileOf(name), `${withoutIdentity(jsonOf(last))}\n`);
    });
  });
});
