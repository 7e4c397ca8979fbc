import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HandRun, type Link, MAIL, straight } from '../testing/hand-run.ts';
import { settle } from '../testing/settle.ts';
import { createStage, type Stage } from '../testing/stage.ts';
import { type MailFeedback, recordMailFeedback } from './mail-feedback.ts';

const REPLY_DOOR: Link = {
  type: 'wait-any',
  config: {
    doors: [
      { id: 'replied', label: 'Replied', kind: 'reply', channel: 'email' },
      { id: 'later', label: 'Later', kind: 'duration', duration: { amount: 3, unit: 'days', mode: 'elapsed' } },
    ],
  },
  at: 'replied',
};

let stage: Stage;
let hand: HandRun;
let answers = '';
beforeAll(async () => {
  stage = await createStage();
  hand = new HandRun(stage);
  const mailing = straight(MAIL, REPLY_DOOR, { type: 'wait' });
  await stage.publish({
    ...mailing,
    nodes: mailing.nodes.map((node) => (node.id === 'n2' ? { ...node, endsHere: ['later'] } : node)),
  });
  const onReply = straight({ type: 'wait' });
  answers = (
    await stage.publish(
      {
        ...onReply,
        nodes: onReply.nodes.map((node) => (node.id === 'n0' ? { ...node, type: 'trigger-reply', config: {} } : node)),
      },
      'Answers',
    )
  ).workflowId;
}, 60_000);
afterAll(() => stage?.close());

let users = 0;

/** A run whose mail went out; it rests before the reply. */
async function mailed(): Promise<{ run: string; leadId: string; sendId: string }> {
  const { started, leadId } = await hand.send(`reader${users++}`, 'go');
  const run = started[0]?.runId ?? '';
  await settle(stage, hand);
  const [send] = await hand.inWorkspace((tx) =>
    tx.execute<{ id: string }>(sql`select id from sends where run_id = ${run} and sent_at is not null`),
  );
  if (!send) throw new Error(`Run ${run} sent no mail.`);
  return { run, leadId, sendId: send.id };
}

const tell = (sendId: string, feedback: MailFeedback) =>
  hand.inWorkspace((tx) => recordMailFeedback(tx, stage.services.secret, { sendId, source: 'test' }, feedback));

const eventsOf = async (leadId: string, like: string) =>
  (
    await hand.inWorkspace((tx) =>
      tx.execute<{ name: string; properties: Record<string, unknown> }>(
        sql`select name, properties from events where lead_id = ${leadId} and name like ${like} order by id`,
      ),
    )
  ).map(({ name, properties }) => ({ name, properties }));

const suppressionsOf = async (reason: string) =>
  (await hand.inWorkspace((tx) => tx.execute(sql`select 1 from suppressions where reason = ${reason}`))).length;

it('a reply ends the wait behind the reply door and starts the workflow that a reply triggers', async () => {
  const { run, leadId, sendId } = await mailed();
  expect((await hand.row(run)).at).toBe('waiting n2');
  const reply: MailFeedback = { what: 'reply', text: 'Call me on Monday', messageId: 'r-1' };
  const told = await tell(sendId, reply);
  expect(told?.eventId).toMatch(/^[0-9a-f-]{36}$/);
  expect(await tell(sendId, reply)).toEqual(told);
  await settle(stage, hand);
  expect((await hand.row(run)).at).toBe('waiting n3');
  expect(await eventsOf(leadId, 'email.replied')).toMatchObject([
    { properties: { text: 'Call me on Monday', send: sendId, step: 'n1', subject: 'Hello' } },
  ]);
  const started = await hand.inWorkspace((tx) =>
    tx.execute(sql`select 1 from runs where workflow_id = ${answers} and lead_id = ${leadId}`),
  );
  expect(started).toHaveLength(1);
  const [send] = await hand.inWorkspace((tx) =>
    tx.execute<{ replied: boolean }>(sql`select replied_at is not null as replied from sends where id = ${sendId}`),
  );
  expect(send?.replied).toBe(true);
});

it('a hard bounce suppresses the address and ends the run at once; its log names the event', async () => {
  const { run, leadId, sendId } = await mailed();
  const bounce: MailFeedback = { what: 'bounce', kind: 'hard', code: '5.1.1', said: 'No such mailbox' };
  const told = await tell(sendId, bounce);
  expect(await hand.row(run)).toMatchObject({ status: 'ended', reason: 'hard-bounced' });
  const [step] = await hand.inWorkspace((tx) =>
    tx.execute<{ by: string }>(
      sql`select consumed_event_id as by from run_steps where run_id = ${run} and kind = 'ended'`,
    ),
  );
  expect(step?.by).toBe(told?.eventId);
  expect(await suppressionsOf('hard-bounced')).toBe(1);
  expect(await eventsOf(leadId, 'email.bounced')).toMatchObject([{ properties: { kind: 'hard', code: '5.1.1' } }]);
  await tell(sendId, bounce);
  await settle(stage, hand);
  expect(await eventsOf(leadId, 'email.bounced')).toHaveLength(1);
});

it('a complaint takes consent away and ends the run', async () => {
  const { run, leadId, sendId } = await mailed();
  await tell(sendId, { what: 'complaint' });
  expect(await hand.row(run)).toMatchObject({ status: 'ended', reason: 'complained' });
  expect(await suppressionsOf('complained')).toBe(1);
  const [lead] = await hand.inWorkspace((tx) =>
    tx.execute<{ consent: string }>(sql`select consent_email as consent from leads where id = ${leadId}`),
  );
  expect(lead?.consent).toBe('opted-out');
});

it('a soft bounce is written down and stops nothing', async () => {
  const { run, leadId, sendId } = await mailed();
  await tell(sendId, { what: 'bounce', kind: 'soft', code: '4.2.2', said: 'The mailbox is full' });
  await settle(stage, hand);
  expect((await hand.row(run)).at).toBe('waiting n2');
  expect(await suppressionsOf('hard-bounced')).toBe(1);
  expect(await eventsOf(leadId, 'email.bounced')).toMatchObject([{ properties: { kind: 'soft' } }]);
});

it('of a send that is gone nothing is recorded', async () => {
  expect(await tell('00000000-0000-8000-8000-00000000dead', { what: 'complaint' })).toBeNull();
});
