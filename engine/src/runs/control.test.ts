import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clickWithin, HandRun, HOOK, MAIL, straight } from '../testing/hand-run.ts';
import { createStage, type Stage } from '../testing/stage.ts';
import { StandingRuns } from '../testing/standing-runs.ts';

let stage: Stage;
let hand: HandRun;
let stands: StandingRuns;
beforeAll(async () => {
  stage = await createStage();
  hand = new HandRun(stage);
  stands = new StandingRuns(hand);
  await stage.publish(straight(MAIL, clickWithin(3), HOOK, { type: 'wait' }));
}, 60_000);
afterAll(() => stage?.close());

const newUser = () => stands.newUser();
const waiting = () => stands.waiting();
const parked = () => stands.parked();
const retrying = () => stands.retrying();

const owed = (run: string) =>
  hand.inWorkspace((tx) =>
    tx.execute<{ kind: string; n: number | null }>(
      sql`select kind, n from outbox where subject_id = ${run} order by id`,
    ),
  );

it('an action owes the run one wake-up for the rest it interrupts', async () => {
  const run = await waiting();
  const { stepNo } = await hand.row(run);
  await hand.control(run, { kind: 'run-now' });
  expect(await owed(run)).toContainEqual({ kind: 'wake', n: stepNo });
});

it('run now ends a wait by its time, and tries a deferred mail again at once', async () => {
  const run = await waiting();
  await hand.control(run, { kind: 'run-now' });
  await hand.call(run, { cause: 'wake' });
  expect((await hand.steps(run)).filter(({ kind }) => kind === 'left').at(-1)).toMatchObject({
    node: 'n2',
    port: 'timeout',
  });
  const other = await retrying();
  const sent = hand.sink.total;
  await hand.control(other, { kind: 'run-now' });
  await hand.call(other, { cause: 'wake' });
  expect(hand.sink.total).toBe(sent + 1);
  expect(await hand.effects(other)).toMatchObject([{ state: 'accepted' }]);
});

describe('a replay', () => {
  it('that is live sends again, under a new key', async () => {
    const run = await waiting();
    await hand.control(run, { kind: 'replay', node: 'n1', mode: 'live' });
    await hand.call(run, { cause: 'wake' });
    expect(await hand.effects(run)).toMatchObject([{ state: 'accepted' }, { state: 'accepted' }]);
  });

  it('of only the unsent passes by what went out, says so, and sends nothing', async () => {
    const run = await waiting();
    await hand.control(run, { kind: 'replay', node: 'n1', mode: 'only-unsent' });
    await hand.call(run, { cause: 'wake' });
    expect(await hand.effects(run)).toMatchObject([{ state: 'accepted' }]);
    expect(await hand.steps(run)).toContainEqual(
      expect.objectContaining({ node: 'n1', kind: 'left', port: 'next', outcome: 'already-sent' }),
    );
  });

  it('of only the unsent sends what had failed', async () => {
    const run = await parked();
    await hand.control(run, { kind: 'replay', node: 'n1', mode: 'only-unsent' });
    await hand.call(run, { cause: 'wake' });
    expect(await hand.effects(run)).toMatchObject([{ state: 'failed' }, { state: 'accepted' }]);
  });

  it('of only the unsent takes a mail of which nobody knows for sent', async () => {
    const run = await hand.enter(newUser());
    await hand.call(run, { fate: { fortune: 'lost-and-gone' } });
    await hand.control(run, { kind: 'replay', node: 'n1', mode: 'only-unsent' });
    await hand.call(run, { cause: 'wake' });
    expect(await hand.effects(run)).toMatchObject([{ state: 'unknown' }]);
  });
});

it('a move withholds the mail that was claimed and has not begun, in the same transaction', async () => {
  const run = await hand.enter(newUser());
  await hand.call(run, { fate: { dies: 'after-claim' } }).catch(() => undefined);
  expect(await hand.effects(run)).toMatchObject([{ state: 'claimed' }]);
  await hand.control(run, { kind: 'move', node: 'n2' });
  expect(await hand.effects(run)).toMatchObject([{ state: 'withheld', code: 'moved' }]);
  await hand.call(run, { cause: 'wake' });
  expect(await hand.row(run)).toMatchObject({ at: 'waiting n2' });
});

it('a move while the mail is going out lets it go out once and does not bring the run back', async () => {
  const run = await hand.enter(newUser());
  const sent = hand.sink.total;
  await hand.call(run, { at: { transmitting: () => hand.control(run, { kind: 'move', node: 'n2' }) } });
  await hand.call(run, { cause: 'wake' });
  expect(hand.sink.total).toBe(sent + 1);
  expect(await hand.effects(run)).toMatchObject([{ state: 'accepted' }]);
  expect(await hand.row(run)).toMatchObject({ at: 'waiting n2' });
});

it('a retry repeats only the failed call, as a new visit', async () => {
  const run = await parked();
  await hand.control(run, { kind: 'retry' });
  await hand.call(run, { cause: 'wake' });
  expect(await hand.effects(run)).toMatchObject([{ state: 'failed' }, { state: 'accepted' }]);
  expect(await hand.row(run)).toMatchObject({ status: 'active', reason: null, at: 'waiting n2' });
});

it('a restart ends the run as restarted and begins one from the same event; a third is refused while that goes', async () => {
  const run = await waiting();
  const result = await hand.control(run, { kind: 'restart' });
  if (result.kind !== 'done') throw new Error(JSON.stringify(result));
  expect(await hand.row(run)).toMatchObject({ status: 'ended', reason: 'restarted' });
  expect(await owed(result.runId)).toMatchObject([{ kind: 'start' }]);
  await hand.call(result.runId);
  expect(await hand.row(result.runId)).toMatchObject({ status: 'active', at: 'waiting n2' });
  expect(await hand.control(run, { kind: 'restart' })).toMatchObject({ kind: 'refused', code: 'already-active' });
});

it('a variable is kept in the run and its value stays out of the audit', async () => {
  const run = await waiting();
  await hand.control(run, { kind: 'set-variable', name: 'code', value: 'secret-of-aino' });
  const [kept] = await hand.inWorkspace((tx) =>
    tx.execute<{ value: string; audit: string }>(sql`select state #>> '{variables,code}' as value,
      (select string_agg(change::text, ' ') from audit_log where subject_id = ${run}) as audit from runs where id = ${run}`),
  );
  expect(kept?.value).toBe('secret-of-aino');
  expect(kept?.audit).toContain('code');
  expect(kept?.audit).not.toContain('secret-of-aino');
});

it('an event put in is the lead’s, goes through routing and ends the wait', async () => {
  const run = await waiting();
  await hand.control(run, { kind: 'inject-event', name: 'email.clicked', properties: { tag: 'guide' } });
  const [event] = await hand.inWorkspace((tx) =>
    tx.execute<{ id: string; source: string }>(
      sql`select e.id, e.source from events e join runs r on r.lead_id = e.lead_id where r.id = ${run} and e.name = 'email.clicked'`,
    ),
  );
  expect(event?.source).toBe('test');
  await hand.route(event?.id ?? '');
  await hand.call(run, { cause: 'wake', place: 'local' });
  expect((await hand.steps(run)).find(({ node, kind }) => node === 'n2' && kind === 'left')).toMatchObject({
    port: 'happened',
  });
});
