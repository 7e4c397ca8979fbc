import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createStage, eventually, type Stage } from '../testing/stage.ts';
import type { IncomingEvent, IncomingIdentities } from './incoming.ts';
import { recordEvents } from './record-events.ts';
import { recordOfKnown, tellsNothing } from './record-known.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let stage: Stage;
beforeAll(async () => {
  // Three workspace days a real minute, so that real and workspace time cannot be mistaken for each other.
  stage = await createStage({ clockFactor: 4_320 });
});
afterAll(() => stage.close());

const event = (identities: IncomingIdentities, more: Partial<IncomingEvent> = {}): IncomingEvent => ({
  messageId: uuidv7(),
  bodyHash: 'a',
  name: 'page',
  properties: { path: '/' },
  source: 'page',
  lead: { identities },
  ...more,
});
const rows = <Row extends Record<string, unknown>>(query: ReturnType<typeof sql>) =>
  stage.db.inWorkspace(stage.workspaceId, (tx) => tx.execute<Row>(query));
const whole = (...events: IncomingEvent[]) => stage.db.inWorkspace(stage.workspaceId, (tx) => recordEvents(tx, events));
const quick = (...events: IncomingEvent[]) => recordOfKnown(stage.db, stage.workspaceId, events);
const storedOf = (...events: IncomingEvent[]) =>
  rows<{ messageId: string; leadId: string; occurredAt: number; receivedAt: number; owed: number }>(sql`
    select e.message_id as "messageId", e.lead_id as "leadId", extract(epoch from e.occurred_at)::float8 * 1000 as "occurredAt", extract(epoch from e.received_at)::float8 * 1000 as "receivedAt",
      (select count(*)::int from outbox o where o.kind = 'route' and e.id = any(o.event_ids)) as owed
    from events e where e.message_id in ${events.map(({ messageId }) => messageId)} order by e.id`);
const heardAt = async (leadId: string) => {
  const [row] = await rows<{ at: number }>(
    sql`select extract(epoch from last_event_at)::float8 * 1000 as at from leads where id = ${leadId}`,
  );
  return row?.at ?? Number.NaN;
};
/** A new person, known by all three; answers the lead's id. */
async function somebody(): Promise<{ name: string; leadId: string; all: IncomingIdentities }> {
  const name = uuidv7();
  const all = { userId: `u-${name}`, anonymousId: `a-${name}`, email: `${name}@lead.example` };
  const [recorded] = await whole(event(all, { traits: { email: all.email, attributes: {} } }));
  return { name, leadId: recorded?.leadId ?? '', all };
}

it('stores what is of somebody known, whatever they are called by, and owes the routing of each once', async () => {
  const [one, other] = [await somebody(), await somebody()];
  const { userId = '', anonymousId = '', email = '' } = one.all;
  const events = [{ userId }, { anonymousId }, { email }, { userId, anonymousId }, one.all, other.all].map(
    (identities) => event(identities),
  );
  const recorded = await quick(...events);
  expect(recorded.map((answer) => answer?.outcome)).toEqual(events.map(() => 'stored'));
  expect(recorded.map((answer) => answer?.leadId)).toEqual([...Array(5).fill(one.leadId), other.leadId]);
  expect(await storedOf(...events)).toMatchObject(
    events.map(({ messageId }, index) => ({ messageId, leadId: recorded[index]?.leadId, owed: 1 })),
  );
});

it.each([
  ['somebody nobody knows', () => ({ userId: `new ${uuidv7()}` })],
  [
    'a browser nobody knows, of somebody known',
    (one: IncomingIdentities) => ({ userId: one.userId ?? '', anonymousId: uuidv7() }),
  ],
  [
    'two people at once',
    (one: IncomingIdentities, other: IncomingIdentities) => ({ userId: one.userId ?? '', email: other.email ?? '' }),
  ],
])('takes nothing of a call that has %s', async (_, of) => {
  const [one, other] = [await somebody(), await somebody()];
  const events = [event(one.all), event(of(one.all, other.all)), event(other.all)];
  expect(await quick(...events)).toEqual([undefined, undefined, undefined]);
  expect(await storedOf(...events)).toEqual([]);
});

it('leaves messages that came before to be judged, and stores the others', async () => {
  const { all, leadId } = await somebody();
  const [first, second, third] = [event(all), event(all), event(all)];
  await whole(second);
  const again = { ...first, bodyHash: 'b' };
  const recorded = await quick(first, second, again, third);
  expect(recorded.map((answer) => answer?.outcome)).toEqual(['stored', undefined, undefined, 'stored']);
  expect(await quick(first, third)).toEqual([undefined, undefined]);
  expect(await storedOf(first, second, third)).toMatchObject(Array(3).fill({ leadId, owed: 1 }));
});

it('puts events at the same workspace time as the long way does', async () => {
  const { all } = await somebody();
  const now = Date.now();
  for (const occurredAt of [now - 5_000, now - 400 * DAY, now + DAY, 0]) {
    const [short, long] = [event(all, { occurredAt }), event(all, { occurredAt })];
    await quick(short);
    await whole(long);
    const [a, b] = await storedOf(short, long);
    // What is not in the past counts as of now, and now is later for the second.
    const isPast = occurredAt < now;
    expect(Math.abs((a?.occurredAt ?? 0) - (b?.occurredAt ?? 0))).toBeLessThan(isPast ? 2 : DAY);
    expect(a?.occurredAt === a?.receivedAt).toBe(!isPast);
    expect(b?.occurredAt === b?.receivedAt).toBe(!isPast);
  }
});

it('notes when a lead was heard of, to the minute and never back', async () => {
  const { all, leadId } = await somebody();
  const set = (ago: number) =>
    rows(
      sql`update leads set last_event_at = last_event_at - make_interval(secs => ${ago / 1000}) where id = ${leadId}`,
    );
  await set(10 * DAY);
  const before = await heardAt(leadId);
  await quick(event(all));
  const after = await heardAt(leadId);
  expect(after - before).toBeGreaterThan(9 * DAY);
  await quick(event(all, { occurredAt: Date.now() - DAY }));
  expect(await heardAt(leadId)).toBe(after);
  await rows(sql`update leads set last_event_at = null where id = ${leadId}`);
  const last = event(all);
  await quick(last);
  const [stored] = await storedOf(last);
  expect(Math.abs((await heardAt(leadId)) - (stored?.occurredAt ?? 0))).toBeLessThan(2);
});

it('stores nothing with a lead that was merged while it waited for the lock', async () => {
  const { all, leadId } = await somebody();
  const survivor = await somebody();
  const late = event(all);
  let waiting: Promise<unknown> = Promise.resolve();
  await stage.db.inWorkspace(stage.workspaceId, async (tx) => {
    await tx.execute(sql`update leads set merged_into = ${survivor.leadId} where id = ${leadId}`);
    waiting = quick(late);
    await eventually(
      () => rows(sql`select 1 from pg_locks where not granted`),
      (found) => found.length > 0,
    );
  });
  expect(await waiting).toEqual([undefined]);
  expect(await storedOf(late)).toEqual([]);
});

it('is for events that tell nothing of their lead', () => {
  expect(tellsNothing(event({ userId: 'u' }))).toBe(true);
  expect(tellsNothing(event({ userId: 'u', previousId: 'v' }))).toBe(false);
  expect(tellsNothing(event({ userId: 'u' }, { traits: { attributes: {} } }))).toBe(false);
  expect(tellsNothing(event({ userId: 'u' }, { account: { key: 'acme', attributes: {} } }))).toBe(false);
  expect(tellsNothing(event({ userId: 'u' }, { lead: { id: 'l' } }))).toBe(false);
});
