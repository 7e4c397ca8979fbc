import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testEntry } from '../../testing/entry-rows.ts';
import { clickWithin, HandRun, straight } from '../../testing/hand-run.ts';
import { createStage, type Stage } from '../../testing/stage.ts';

const DAYS = 24;
const by = (topic: string) => ({ properties: { topic } });

testEntry('E5 re-entry', [
  [
    'never: once, also after the run has ended',
    { reEntry: { mode: 'never' } },
    [
      { becomes: 'started' },
      { becomes: 'already-active', text: 'The lead is in this workflow already' },
      {
        at: 1,
        after: 'exit',
        becomes: 'only-once',
        text: 'The lead was in this workflow before, and it admits each lead once',
      },
    ],
    ['exited-by-person'],
  ],
  [
    'never: a restart does not let in again',
    { reEntry: { mode: 'never' }, whileActive: 'restart' },
    [{ becomes: 'started' }, { becomes: 'already-active' }],
    ['active'],
  ],
  [
    'after exit: at once when no cooldown is set',
    { reEntry: { mode: 'after-exit' } },
    [{ becomes: 'started' }, { becomes: 'already-active' }, { after: 'exit', becomes: 'started' }],
    ['exited-by-person', 'active'],
  ],
  [
    'after exit with a cooldown, counted from the exit',
    { reEntry: { mode: 'after-exit', cooldownHours: 24 } },
    [
      { becomes: 'started' },
      { at: 10, after: 'exit', becomes: 'cooldown', text: 'The lead may enter again 1 day from now' },
      { at: 33.9, becomes: 'cooldown', text: 'The lead may enter again 6 minutes from now' },
      { at: 34.1, becomes: 'started' },
    ],
  ],
  [
    'once per period, counted from the former start',
    { reEntry: { mode: 'once-per-period', days: 2 } },
    [
      { becomes: 'started' },
      { at: 1.9 * DAYS, after: 'exit', becomes: 'cooldown', text: 'The lead may enter once in 2 days' },
      { at: 2.01 * DAYS, becomes: 'started' },
    ],
  ],
  [
    'once per period: neither a restart nor a run beside it gets round the period',
    { reEntry: { mode: 'once-per-period', days: 2 }, whileActive: 'parallel' },
    [{ becomes: 'started' }, { at: DAYS, becomes: 'cooldown' }, { at: 2.01 * DAYS, becomes: 'started' }],
    ['active', 'active'],
  ],
  ['always: at once after the former run', {}, [{ becomes: 'started' }, { after: 'exit', becomes: 'started' }]],
  [
    'while active, ignore: the former goes on',
    { whileActive: 'ignore' },
    [{ becomes: 'started' }, { becomes: 'already-active' }],
    ['active'],
  ],
  [
    'while active, restart: the new one takes its place',
    { whileActive: 'restart' },
    [{ becomes: 'started' }, { becomes: 'started' }],
    ['superseded', 'active'],
  ],
  [
    'while active, parallel: both go on',
    { whileActive: 'parallel' },
    [{ becomes: 'started' }, { becomes: 'started' }],
    ['active', 'active'],
  ],
  [
    'by key: one run per value, side by side',
    { reEntryKey: 'event.topic' },
    [
      { ...by('x'), becomes: 'started' },
      { ...by('y'), becomes: 'started' },
      { ...by('x'), becomes: 'already-active' },
    ],
    ['active', 'active'],
  ],
  [
    'by key: a restart ends the run of that value only',
    { reEntryKey: 'event.topic', whileActive: 'restart' },
    [
      { ...by('x'), becomes: 'started' },
      { ...by('y'), becomes: 'started' },
      { ...by('x'), becomes: 'started' },
    ],
    ['superseded', 'active', 'active'],
  ],
  [
    'by key: the cooldown is of that value only; events without the field share one',
    { reEntryKey: 'event.topic', reEntry: { mode: 'after-exit', cooldownHours: 24 } },
    [
      { ...by('x'), becomes: 'started' },
      { ...by('x'), after: 'exit', becomes: 'cooldown' },
      { ...by('y'), becomes: 'started' },
      { becomes: 'started' },
      { becomes: 'already-active' },
    ],
  ],
  [
    'a lead’s runs are no matter of another lead’s',
    { reEntry: { mode: 'never' } },
    [
      { user: 'a', becomes: 'started' },
      { user: 'b', becomes: 'started' },
    ],
  ],
]);

describe('E5 a second run is impossible', () => {
  let stage: Stage;
  let hand: HandRun;
  beforeAll(async () => {
    stage = await createStage();
    hand = new HandRun(stage);
    await stage.publish(straight(clickWithin()));
  });
  afterAll(() => stage?.close());

  it.each([2, 8])('%i events of one lead that are routed at the same time start one run', async (events) => {
    const sent = [];
    for (let i = 0; i < events; i++) sent.push(await stage.track({ user: `raced-${events}`, name: 'go' }));
    const routed = await Promise.all(sent.map(({ eventId }) => hand.route(eventId)));
    expect(routed.flatMap(({ started }) => started)).toHaveLength(1);
    expect(routed.flatMap(({ missed }) => missed.map(({ code }) => code))).toEqual(
      Array.from({ length: events - 1 }, () => 'already-active'),
    );
  });

  it('by the index, whoever writes it: neither a second active run nor a second run of one event', async () => {
    const run = await hand.enter('twice');
    const copy = (more: string) =>
      hand.inWorkspace((tx) =>
        tx.execute(sql`insert into runs (id, workspace_id, lead_id, workflow_id, version_id, state, trigger_event_id, active_key, started_at)
          select ${uuidv7()}, workspace_id, lead_id, workflow_id, version_id, state, ${sql.raw(more)}, started_at from runs where id = ${run}`),
      );
    const broken = (index: string) =>
      expect.objectContaining({ cause: expect.objectContaining({ constraint_name: index }) });
    await expect(copy('null, active_key')).rejects.toEqual(broken('runs_one_active'));
    await expect(copy("trigger_event_id, 'other'")).rejects.toEqual(broken('runs_trigger'));
  });
});
