import { RETRY_AFTER } from '@trellis/shared/runtime/settle.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listCauses } from '../db/queries/attention.ts';
import { previewRuns } from '../db/queries/control-jobs.ts';
import { HandRun, MAIL, straight } from '../testing/hand-run.ts';
import { settle } from '../testing/settle.ts';
import { createStage, type Stage } from '../testing/stage.ts';

let stage: Stage;
let hand: HandRun;
let workflowId = '';
beforeAll(async () => {
  stage = await createStage();
  hand = new HandRun(stage);
  ({ workflowId } = await stage.publish(straight(MAIL, { type: 'wait' })));
}, 60_000);
afterAll(() => stage?.close());

let users = 0;
/** A run whose mail failed for good, or for now. */
async function held(fortune: 'fail-before-gate' | 'retry-before-gate'): Promise<string> {
  const run = await hand.enter(`lead${users++}`);
  await hand.call(run, { fate: { fortune } });
  return run;
}

it.each(['fail-before-gate', 'retry-before-gate'] as const)(
  'a run that %s held goes on behind its step, and what the step would have sent is not sent',
  async (fortune) => {
    const run = await held(fortune);
    expect(await hand.control(run, { kind: 'skip-step' })).toMatchObject({ kind: 'done' });
    await settle(stage, hand);
    expect(await hand.row(run)).toMatchObject({ status: 'active', at: 'waiting n2' });
    expect(hand.sink.total).toBe(0);
    const [effect] = await hand.effects(run);
    expect(effect?.state).not.toBe('accepted');
    const [step] = await hand.inWorkspace((tx) =>
      tx.execute<{ text: string; port: string }>(
        sql`select text, port from run_steps where run_id = ${run} and cause = 'skip-step'`,
      ),
    );
    expect(step).toEqual({ text: 'Step skipped by Ann', port: 'next' });
    expect(await hand.control(run, { kind: 'skip-step' })).toMatchObject({ kind: 'refused', code: 'not-held' });
    await hand.control(run, { kind: 'exit' });
  },
);

it('what tries again tells when it does, and when its last try parks it', async () => {
  const run = await held('retry-before-gate');
  const [cause] = await hand.inWorkspace((tx) => listCauses(tx));
  const next = Date.parse(cause?.nextTryAt ?? '');
  const rest = RETRY_AFTER.slice(1).reduce((sum, ms) => sum + ms, 0);
  expect(Math.abs(next - Date.now() - RETRY_AFTER[0])).toBeLessThan(4_000);
  expect(Date.parse(cause?.parksAt ?? '') - next).toBe(rest);
  const preview = await hand.inWorkspace((tx) => previewRuns(tx, { workflowId }, 5));
  expect(preview).toMatchObject({ statuses: { active: 1 }, retrying: 1 });
  await hand.control(run, { kind: 'exit' });
  const parked = await held('fail-before-gate');
  const [other] = await hand.inWorkspace((tx) => listCauses(tx));
  expect(other).toMatchObject({ nextTryAt: null, parksAt: null });
  await hand.control(parked, { kind: 'exit' });
});
