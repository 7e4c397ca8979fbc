import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clickWithin, HandRun, MAIL, straight } from '../testing/hand-run.ts';
import { createStage, type Stage } from '../testing/stage.ts';
import { askWhy } from './why.ts';

let stage: Stage;
let hand: HandRun;
let workflowId = '';
beforeAll(async () => {
  stage = await createStage();
  hand = new HandRun(stage);
  const graph = straight(MAIL, clickWithin(3), MAIL);
  const [trigger, ...others] = graph.nodes;
  if (!trigger) throw new Error('no trigger');
  const filter = { combinator: 'and', rules: [{ field: 'event.topic', operator: '=', value: 'valves' }] };
  graph.nodes = [{ ...trigger, name: 'Download', config: { event: 'go', filter } }, ...others];
  ({ workflowId } = await stage.publish(graph));
}, 60_000);
afterAll(() => stage?.close());

const ask = (leadId: string, nodeId?: string) =>
  hand.inWorkspace((tx) => askWhy(tx, stage.services.catalog, { leadId, workflowId, nodeId }));
let users = 0;
async function enter() {
  const { leadId, started } = await hand.send(`lead${users++}`, 'go', { topic: 'valves' });
  const run = started[0]?.runId ?? '';
  await hand.call(run);
  return { leadId, run };
}

it('a lead without the trigger’s event never entered because none came', async () => {
  const { leadId } = await hand.send('stranger', 'other');
  expect(await ask(leadId)).toMatchObject({
    answer: 'no',
    text: expect.stringContaining('no such event of the lead came'),
    facts: [{ code: 'no-event', speaks: 'against', nodeId: 'n0' }],
  });
});

it('a lead whose event failed the filter is told the failing clause, from the log and judged now', async () => {
  const { leadId } = await hand.send('wrong', 'go', { topic: 'pumps' });
  const why = await ask(leadId);
  expect(why?.answer).toBe('no');
  expect(why?.facts.map(({ code }) => code)).toEqual(['filter', 'filter']);
  expect(why?.text).toMatch(/topic/);
  expect(why?.text).toMatch(/pumps/);
});

it('a workflow that is not live lets nobody in, and says so first', async () => {
  const { leadId } = await hand.send('early', 'other');
  const set = (status: string) => hand.inWorkspace((tx) => tx.execute(sql`update workflows set status = ${status}`));
  await set('paused');
  expect((await ask(leadId))?.text).toBe('Never entered: The workflow is paused, so nobody enters');
  await set('live');
});

it('a lead that is in it entered by its event; after its exit the reason stands beside', async () => {
  const { leadId, run } = await enter();
  expect(await ask(leadId)).toMatchObject({
    answer: 'yes',
    text: 'Is in it now',
    facts: [{ runId: run, code: 'active' }],
  });
  await hand.control(run, { kind: 'exit' });
  expect((await ask(leadId))?.text).toBe('Was in it, and left: Taken out by a person');
});

it('a mail that went out, one still ahead, and one that another way passed by', async () => {
  const { leadId, run } = await enter();
  expect(await ask(leadId, 'n1')).toMatchObject({ answer: 'yes' });
  expect(await ask(leadId, 'n3')).toMatchObject({ answer: 'not-yet', facts: [{ nodeId: 'n2' }] });
  await hand.control(run, { kind: 'skip-wait' });
  expect(await ask(leadId, 'n3')).toMatchObject({ answer: 'no', text: expect.stringContaining('ended before') });
});

it('a mail that the provider refused did not go out, for the reason it gave', async () => {
  const { leadId, started } = await hand.send('refused', 'go', { topic: 'valves' });
  await hand.call(started[0]?.runId ?? '', { fate: { fortune: 'fail-before-gate' } });
  expect(await ask(leadId, 'n1')).toMatchObject({ answer: 'no', text: expect.stringContaining('refused') });
});

it('nobody is told of a lead or a workflow that is not there', async () => {
  const { leadId } = await hand.send('there', 'other');
  expect(await ask(workflowId)).toBeNull();
  expect(await hand.inWorkspace((tx) => askWhy(tx, stage.services.catalog, { leadId, workflowId: leadId }))).toBeNull();
});
