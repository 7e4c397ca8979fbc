import { generateWorkflow } from '@trellis/shared/testing/generate-workflow.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallCoverage } from '../testing/driver/coverage.ts';
import { World, type WorldResult } from '../testing/driver/world.ts';
import { createStage, type Stage } from '../testing/stage.ts';

const WORLDS = 60;
const BATCH = 5;

describe(`${WORLDS} generated workflows on real rows, their calls doubled, delayed, lost and raced`, () => {
  const coverage = new CallCoverage();
  const sum = { runs: 0, mails: 0, calls: 0, swept: 0 };
  let stage: Stage;
  beforeAll(async () => {
    stage = await createStage();
  });
  afterAll(() => stage?.close());

  /** The first workflows that send mails: the others have little that could be doubled. */
  const seeds: number[] = [];
  for (let seed = 0; seeds.length < WORLDS; seed++) {
    if (generateWorkflow(seed).nodes.some(({ type, off }) => type === 'send-email' && !off)) seeds.push(seed);
  }

  async function drive(seed: number, again: string): Promise<void> {
    let result: WorldResult;
    try {
      result = await new World(stage, seed, coverage).run();
    } catch (error) {
      throw new Error(`Workflow ${seed} failed; repeat with: ${again}`, { cause: error });
    }
    expect(result.violations, `workflow ${seed}; repeat with: ${again}`).toEqual([]);
    for (const name of ['runs', 'mails', 'calls', 'swept'] as const) sum[name] += result[name];
  }

  const batches = Array.from({ length: WORLDS / BATCH }, (_, batch) => seeds.slice(batch * BATCH, (batch + 1) * BATCH));
  it.each(batches.map((batch) => [batch[0], batch.at(-1), batch] as const))(
    'workflows %i to %i: nothing is doubled, lost, early or stuck',
    async (first, _last, batch) => {
      const again = `npx vitest run --project engine engine/src/runs/driver.test.ts -t "workflows ${first} to"`;
      for (const seed of batch) await drive(seed, again);
    },
    60_000,
  );

  it('together call in every state of the row, for every cause, after wake-ups of every number', () => {
    const { runs, mails, calls, swept } = sum;
    console.info(
      `${runs} runs of ${WORLDS} workflows, ${mails} mails, ${calls} calls, ${swept} times swept up\n${coverage.table()}`,
    );
    expect(coverage.missing()).toEqual([]);
    // A test in which nothing went well must not pass.
    expect(mails).toBeGreaterThan(WORLDS / 2);
  });
});
