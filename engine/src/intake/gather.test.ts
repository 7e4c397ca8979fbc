import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createStage, type Stage } from '../testing/stage.ts';
import { gatherCalls } from './gather.ts';
import type { IncomingEvent } from './incoming.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.close());

const event = (messageId: string, more: Partial<IncomingEvent> = {}): IncomingEvent => ({
  messageId,
  bodyHash: createHash('sha256').update(messageId).digest('hex'),
  name: 'page',
  properties: { messageId },
  source: 'page',
  lead: { identities: { userId: `user of ${messageId}` } },
  ...more,
});
const storedOnce = async (messageId: string) => {
  const [row] = await stage.db.inWorkspace(stage.workspaceId, (tx) =>
    tx.execute<{ count: number }>(sql`select count(*)::int as count from events where message_id = ${messageId}`),
  );
  return row?.count;
};

/** Counts transactions, and says whether an event was committed when its caller was answered. */
function counted() {
  let transactions = 0;
  const record = gatherCalls({
    inWorkspace: (workspaceId, work, patience) => {
      transactions += 1;
      return stage.db.inWorkspace(workspaceId, work, patience);
    },
    statementIn: (workspaceId, query, patience) => {
      transactions += 1;
      return stage.db.statementIn(workspaceId, query, patience);
    },
  });
  return {
    transactions: () => transactions,
    call: (...events: IncomingEvent[]) => record(stage.workspaceId, events),
  };
}

it('calls that come at once share transactions, and each gets its own answer after its commit', async () => {
  const { call, transactions } = counted();
  const ids = Array.from({ length: 40 }, () => uuidv7());
  const answers = await Promise.all(
    ids.map(async (id) => {
      const answer = await call(event(id), event(`${id} again`));
      expect(await storedOnce(id)).toBe(1);
      return answer;
    }),
  );
  expect(answers.map((answer) => answer.map(({ messageId }) => messageId))).toEqual(
    ids.map((id) => [id, `${id} again`]),
  );
  expect(answers.flat().every(({ outcome }) => outcome === 'stored')).toBe(true);
  expect(transactions()).toBeLessThan(10);
});

it('a call that fails fails alone: those that shared its transaction are stored once and answered', async () => {
  const { call } = counted();
  const nobody = { id: uuidv7() };
  const good = Array.from({ length: 8 }, () => uuidv7());
  const settled = await Promise.allSettled([
    ...good.slice(0, 4).map((id) => call(event(id))),
    call(event(uuidv7(), { lead: nobody })),
    ...good.slice(4).map((id) => call(event(id))),
  ]);
  expect(settled.map(({ status }) => status)).toEqual([
    ...Array.from({ length: 4 }, () => 'fulfilled'),
    'rejected',
    ...Array.from({ length: 4 }, () => 'fulfilled'),
  ]);
  for (const id of good) expect(await storedOnce(id)).toBe(1);
});

it('one message in several calls at once counts once, and another body with its id is set aside', async () => {
  const { call } = counted();
  const id = uuidv7();
  const answers = await Promise.all([
    ...Array.from({ length: 5 }, () => call(event(id))),
    call(event(id, { bodyHash: 'another' })),
  ]);
  const outcomes = answers.flat().map(({ outcome }) => outcome);
  expect(outcomes.toSorted()).toEqual(['duplicate', 'duplicate', 'duplicate', 'duplicate', 'quarantined', 'stored']);
  expect(new Set(answers.flat().map(({ eventId }) => eventId)).size).toBe(1);
  expect(await storedOnce(id)).toBe(1);
});

it.each<[told: string, more: Partial<IncomingEvent>]>([
  ['only tells what happened', {}],
  ['tells of somebody too', { traits: { attributes: { plan: 'pro' } } }],
])('a call that waits for a lock holds up nobody who %s, though they came together', async (_, more) => {
  const { call } = counted();
  const [held, free] = [uuidv7(), uuidv7()];
  await call(event(held));
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let locked = () => {};
  const isLocked = new Promise<void>((resolve) => {
    locked = resolve;
  });
  const holder = stage.db.inWorkspace(stage.workspaceId, async (tx) => {
    await tx.execute(
      sql`select 1 from leads where id = (select lead_id from lead_identities where value = ${`user of ${held}`}) for no key update`,
    );
    locked();
    await released;
  });
  await isLocked;
  let answered = false;
  const waiting = call(event(uuidv7(), { lead: { identities: { userId: `user of ${held}` } } })).then(() => {
    answered = true;
  });
  await call(event(free, more));
  expect(answered).toBe(false);
  release();
  await Promise.all([holder, waiting]);
});
