import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { insertForm, readForm } from '../db/queries/forms.ts';
import { askWhy } from '../reports/why.ts';
import { TEST_SECRET } from '../testing/cluster.ts';
import { clickWithin, HandRun, straight } from '../testing/hand-run.ts';
import { settle } from '../testing/settle.ts';
import { createStage, type Stage } from '../testing/stage.ts';
import { confirm } from './confirm.ts';
import { takeSubmission } from './take-submission.ts';

/*
 * What a workflow with a Form trigger does with the entries of a form: from the post to the run, over routing and PostgreSQL.
 */
let stage: Stage;
let hand: HandRun;
let formId = '';
let posts = 0;
beforeAll(async () => {
  stage = await createStage();
  hand = new HandRun(stage);
}, 60_000);
afterAll(() => stage?.close());
beforeEach(async () => {
  await hand.inWorkspace((tx) => tx.execute(sql`update workflows set status = 'stopped'`));
  formId = await form(true);
});

const form = (doubleOptIn: boolean) =>
  hand.inWorkspace((tx) =>
    insertForm(tx, {
      name: 'Guide',
      fields: [{ name: 'mail', to: 'email', required: true }],
      doubleOptIn,
      wording: 'Yes, send me news.',
      redirectUrl: null,
      redirectOrigins: [],
      postOrigins: [],
      honeypot: 'website',
      confirmSubject: 'Please confirm',
      confirmBody: '{{ confirm_url }}',
      createdBy: 'test',
    }),
  );

/** A live workflow that begins with the trigger; answers its id. */
async function live(config: Record<string, unknown>, entryFilter?: object): Promise<string> {
  const graph = straight(clickWithin());
  const nodes = graph.nodes.map((node) => (node.id === 'n0' ? { ...node, type: 'trigger-form', config } : node));
  const settings = { reEntry: { mode: 'always' as const }, whileActive: 'parallel' as const };
  const { workflowId } = await stage.publish({
    ...graph,
    nodes,
    // Checked at publish.
    settings: { ...settings, ...(entryFilter as object) },
  });
  return workflowId;
}

/** Somebody fills the form in; answers what of it can be confirmed. */
async function post(to = formId): Promise<{ optInId: string; leadId: string }> {
  const address = `reader${++posts}@x.example`;
  const sealer = stage.services.sealer;
  await hand.inWorkspace(async (tx) => {
    const row = await readForm(tx, to);
    if (!row) throw new Error(`There is no form ${to}.`);
    await takeSubmission(
      tx,
      row,
      { address, traits: { email: address, attributes: { plan: 'pro' } }, properties: { topic: 'pumps' } },
      { secret: TEST_SECRET, sealer, domain: 'trellis.example', now: Date.now() },
    );
  });
  await settle(stage, hand);
  const [lead] = await hand.inWorkspace((tx) =>
    tx.execute<{ optInId: string; leadId: string }>(
      sql`select l.id as "leadId", coalesce(o.id::text, '') as "optInId" from leads l left join opt_ins o on o.lead_id = l.id where l.email = ${address}`,
    ),
  );
  if (!lead) throw new Error(`Nobody has the address ${address}.`);
  return lead;
}

async function answerMail(optInId: string): Promise<string> {
  const { sealer } = stage.services;
  const answer = await hand.inWorkspace((tx) => confirm(tx, { secret: TEST_SECRET, sealer }, optInId));
  await settle(stage, hand);
  return answer;
}

/** The first sentence of each run of a workflow. */
const runsOf = async (workflowId: string) =>
  (
    await hand.inWorkspace((tx) =>
      tx.execute<{ text: string }>(sql`
        select s.text from runs r join run_steps s on s.run_id = r.id and s.node = 'n0' where r.workflow_id = ${workflowId} order by r.id`),
    )
  ).map(({ text }) => text);

it('starts once the entry is confirmed, not when it is sent, and once however often the link is followed', async () => {
  const confirmed = await live({ form: formId, moment: 'confirmed' });
  const { optInId } = await post();
  expect(await runsOf(confirmed)).toEqual([]);
  expect(await answerMail(optInId)).toBe('confirmed');
  expect(await runsOf(confirmed)).toEqual(['The form “Guide” was confirmed']);
  expect(await answerMail(optInId)).toBe('confirmed');
  expect(await runsOf(confirmed)).toEqual(['The form “Guide” was confirmed']);
});

it('starts at once, and not again at the confirmation, where nothing or the sending was chosen', async () => {
  const [former, sent] = [await live({ form: formId }), await live({ form: formId, moment: 'submitted' })];
  const { optInId } = await post();
  for (const workflow of [former, sent]) expect(await runsOf(workflow)).toEqual(['The form “Guide” was submitted']);
  await answerMail(optInId);
  for (const workflow of [former, sent]) expect(await runsOf(workflow)).toHaveLength(1);
});

it('starts by any form that is confirmed, and by no other form than the one chosen', async () => {
  const any = await live({ moment: 'confirmed' });
  const other = await live({ form: await form(true), moment: 'confirmed' });
  const { optInId } = await post();
  expect(await runsOf(any)).toEqual([]);
  await answerMail(optInId);
  expect(await runsOf(any)).toHaveLength(1);
  expect(await runsOf(other)).toEqual([]);
});

it('never starts by a form without double opt-in', async () => {
  const any = await live({ moment: 'confirmed' });
  const { optInId } = await post(await form(false));
  expect(optInId).toBe('');
  expect(await runsOf(any)).toEqual([]);
});

it('judges who may enter by what was entered: its properties come with the confirmation, its attributes have reached the lead', async () => {
  const only = (topic: string) => ({
    entryFilter: {
      version: 1,
      combinator: 'and',
      rules: [
        { field: 'event.topic', operator: '=', value: topic },
        { field: 'lead.plan', operator: '=', value: 'pro' },
      ],
    },
  });
  const pumps = await live({ moment: 'confirmed' }, only('pumps'));
  const valves = await live({ moment: 'confirmed' }, only('valves'));
  const { optInId } = await post();
  await answerMail(optInId);
  expect(await runsOf(pumps)).toHaveLength(1);
  expect(await runsOf(valves)).toEqual([]);
});

it('believes only its own mail: an event of that name from outside starts nothing, and the reason is kept', async () => {
  const workflowId = await live({ moment: 'confirmed' });
  const { leadId } = await stage.track({
    user: 'forged',
    name: 'form.confirmed',
    properties: { form: 'Guide', formId },
  });
  await settle(stage, hand);
  expect(await runsOf(workflowId)).toEqual([]);
  const why = await hand.inWorkspace((tx) => askWhy(tx, stage.services.catalog, { leadId, workflowId }));
  expect(why?.text).toBe(
    'Never entered: form.confirmed: Sent from outside: a form is confirmed only by the link in its mail',
  );
});

it('is known at the form, which would let nobody in without double opt-in', async () => {
  const workflowId = await live({ form: formId, moment: 'confirmed' });
  await live({ form: formId });
  await live({ moment: 'confirmed' });
  const awaited = async () => (await hand.inWorkspace((tx) => readForm(tx, formId)))?.awaitedBy.map(({ id }) => id);
  expect(await awaited()).toEqual([workflowId]);
  await hand.inWorkspace((tx) => tx.execute(sql`update workflows set status = 'stopped' where id = ${workflowId}`));
  expect(await awaited()).toEqual([]);
});

it('tells who asks why a lead did not enter: that the form was sent but not confirmed, or that another form was', async () => {
  const workflowId = await live({ form: formId, moment: 'confirmed' });
  const why = (leadId: string) => hand.inWorkspace((tx) => askWhy(tx, stage.services.catalog, { leadId, workflowId }));
  const { leadId } = await post();
  expect(await why(leadId)).toMatchObject({
    answer: 'no',
    text: expect.stringContaining('The form was sent, but its address was not confirmed'),
    facts: [{ code: 'not-followed', speaks: 'against', nodeId: 'n0' }],
  });
  const elsewhere = await post(await form(true));
  expect(await why(elsewhere.leadId)).toMatchObject({ answer: 'no', facts: [{ code: 'no-event' }] });
  await answerMail(elsewhere.optInId);
  expect(await why(elsewhere.leadId)).toMatchObject({
    answer: 'no',
    facts: [{ code: 'filter' }, { code: 'filter', text: 'form.confirmed: Not counted, form is “Guide”' }],
  });
});
