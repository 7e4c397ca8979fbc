import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lockLeads } from '../../db/queries/run-locks.ts';
import { wakeOverdue } from '../../db/queries/system-sweeps.ts';
import { mergeLeads } from '../../leads/merge.ts';
import { countVersion } from '../../reports/version-counts.ts';
import { MAIL, straight } from '../../testing/hand-run.ts';
import { type Level, PausedWorld } from '../../testing/paused-world.ts';

/*
 * 3.A1 and the durations of 3.A2: a lead waits a day at n1, then gets a mail at n2. Something is paused from hour 6 to hour 54.
 * Given (level, choice) → what the log says, by hours.
 */
const DAY_WAIT = { type: 'wait', config: { mode: 'duration', duration: { amount: 1, unit: 'days', mode: 'elapsed' } } };
const DATE_WAIT = { type: 'wait', config: { mode: 'date', date: '2027-01-01' } };

let world: PausedWorld;
beforeAll(async () => {
  world = await PausedWorld.create();
  await world.publish(straight(DAY_WAIT, MAIL));
}, 60_000);
afterAll(() => world?.close());
beforeEach(() => world.begin());

const BEFORE = ['0 n0 left next', '0 n1 rest'];
const rest = (hour: number, more = BEFORE) => [
  ...more,
  `${hour} n1 left next`,
  `${hour} n2 rest`,
  `${hour} n2 left next`,
  `${hour} n3 ended completed`,
];
/** The time of the wait was over at hour 24; what follows waits for the resume. */
const upToMail = [...BEFORE, '24 n1 left next'];
const mailAt = (hour: number) => [...upToMail, `${hour} n2 rest`, `${hour} n2 left next`, `${hour} n3 ended completed`];
const controlled = [...BEFORE, '6 n1 control', '54 n1 control'];

const ROWS: [Level, 'stop' | 'run', during: string[], afterwards: string[], sentAt: number][] = [
  [{ level: 'workspace' }, 'stop', BEFORE, rest(72), 72],
  [{ level: 'workspace' }, 'run', BEFORE, rest(54), 54],
  [{ level: 'workflow' }, 'stop', BEFORE, rest(72), 72],
  [{ level: 'workflow' }, 'run', BEFORE, rest(54), 54],
  [{ level: 'version' }, 'stop', BEFORE, rest(72), 72],
  [{ level: 'version' }, 'run', BEFORE, rest(54), 54],
  [{ level: 'lead' }, 'stop', BEFORE, rest(72), 72],
  [{ level: 'lead' }, 'run', BEFORE, rest(54), 54],
  [{ level: 'run' }, 'stop', [...BEFORE, '6 n1 control'], rest(72, controlled), 72],
  [{ level: 'run' }, 'run', [...BEFORE, '6 n1 control'], rest(54, controlled), 54],
  [{ level: 'node', name: 'n1' }, 'stop', BEFORE, rest(72), 72],
  [{ level: 'node', name: 'n1' }, 'run', BEFORE, rest(54), 54],
  // Who would begin there rests before it; the wait above it is another node's and runs on, whatever is chosen.
  [{ level: 'node', name: 'n2' }, 'stop', upToMail, mailAt(54), 54],
  [{ level: 'node', name: 'n2' }, 'run', upToMail, mailAt(54), 54],
  // Deciding goes on up to the channel.
  [{ level: 'channel', name: 'email' }, 'stop', upToMail, mailAt(54), 54],
  [{ level: 'channel', name: 'email' }, 'run', upToMail, mailAt(54), 54],
  // Of another channel, node or lead nothing rests.
  [{ level: 'channel', name: 'sms' }, 'stop', rest(24), rest(24), 24],
  [{ level: 'node', name: 'elsewhere' }, 'stop', rest(24), rest(24), 24],
];

describe('A1 a pause at each level freezes, and lets go on as was chosen', () => {
  it.each(ROWS.map((row) => [`${Object.values(row[0]).join(' ')}, durations ${row[1]}`, row] as const))(
    '%s',
    async (_, [on, durations, during, afterwards, sentAt]) => {
      const of = await world.enter();
      const sent = world.hand.sink.total;
      await world.at(6);
      await world.pause(on, of, { durations });
      await world.at(53.9);
      expect(await world.log(of.run)).toEqual(during);
      expect(world.hand.sink.total - sent).toBe(sentAt <= 53 ? 1 : 0);
      await world.at(54);
      await world.resume(on, of);
      await world.at(sentAt - 0.1);
      expect(world.hand.sink.total - sent).toBe(sentAt <= 54 ? 1 : 0);
      await world.at(80);
      expect(await world.log(of.run)).toEqual(afterwards);
      expect(world.hand.sink.total - sent).toBe(1);
    },
  );
});

describe('A1 what is paused is only what was named', () => {
  const other = async (on: Level) => {
    const [of, another] = [await world.enter(), await world.enter()];
    await world.at(6);
    await world.pause(on, of);
    await world.at(30);
    const moved = await world.log(another.run);
    await world.resume(on, of);
    await world.at(80);
    return moved;
  };
  it('another lead goes on while one is paused', async () => {
    expect(await other({ level: 'lead' })).toEqual(rest(24));
  });
  it('another run goes on while one is paused', async () => {
    expect(await other({ level: 'run' })).toEqual(rest(24));
  });
});

it.each([
  ['everything', { level: 'workspace' }, 0],
  ['a version', { level: 'version' }, 0],
  ['a lead', { level: 'lead' }, 0],
  ['the channel before which it stands', { level: 'channel', name: 'email' }, 0],
  ['another channel, so that it is lost', { level: 'channel', name: 'sms' }, 1],
] satisfies [string, Level, number][])(
  'A1 the sweep for lost runs leaves one alone that is held by a pause of %s',
  async (_, on, found) => {
    const of = await world.enter();
    await world.pause({ level: 'node', name: 'n2' }, of);
    await world.at(25);
    await world.pause(on, of);
    await world.hand.inWorkspace((tx) => tx.execute(sql`update pauses set until = since where level = 'node'`));
    const swept = await world.stage.db.asSystem(async (tx) => {
      await tx.execute(sql`update runs set moved_at = now() where id <> ${of.run}`);
      await tx.execute(sql`update runs set moved_at = now() - interval '1 hour' where id = ${of.run}`);
      return wakeOverdue(tx, 600);
    });
    expect(swept).toBe(found);
    await world.resume(on, of);
    await world.at(100);
  },
);

it('A1 Live counts those who rest before a paused step, and at it, as held there', async () => {
  await world.at(300);
  await world.begin();
  const of = await world.enter();
  const nodes = async () => {
    const { versionId } = world;
    const { nodes: counted } = await world.hand.inWorkspace((tx) =>
      countVersion(tx, { versionId, since: null, now: Date.now() }),
    );
    return [counted.n1, counted.n2].map((node) => [node?.waiting ?? 0, node?.paused ?? 0]);
  };
  const before = await nodes();
  await world.pause({ level: 'node', name: 'n2' }, of);
  await world.at(25);
  expect(await nodes()).toEqual([
    [(before[0]?.[0] ?? 0) - 1, 0],
    [0, 1],
  ]);
  await world.resume({ level: 'node', name: 'n2' }, of);
  const other = await world.enter();
  await world.pause({ level: 'node', name: 'n1' }, other);
  expect((await nodes())[0]).toEqual([0, before[0]?.[0]]);
  await world.resume({ level: 'node', name: 'n1' }, other);
});

describe('A2 overlapping pauses of several levels', () => {
  const overlapped = async (spans: [Level, from: number, to: number][]) => {
    const of = await world.enter();
    const changes = spans.flatMap(([on, from, to]) => [
      { at: from, change: () => world.pause(on, of) },
      { at: to, change: () => world.resume(on, of) },
    ]);
    for (const { at, change } of changes.sort((a, b) => a.at - b.at)) {
      await world.at(at);
      await change();
    }
    await world.at(200);
    return (await world.log(of.run)).find((line) => line.endsWith('n1 left next'));
  };
  const rows: [string, [Level, number, number][], number][] = [
    [
      'count once',
      [
        [{ level: 'workspace' }, 6, 30],
        [{ level: 'workflow' }, 20, 50],
      ],
      68,
    ],
    [
      'one within another counts once',
      [
        [{ level: 'lead' }, 6, 50],
        [{ level: 'version' }, 10, 20],
      ],
      68,
    ],
    [
      'a run’s own and one from above count once',
      [
        [{ level: 'run' }, 6, 30],
        [{ level: 'workflow' }, 20, 50],
      ],
      68,
    ],
    [
      'one from above and a run’s own count once',
      [
        [{ level: 'workflow' }, 6, 30],
        [{ level: 'run' }, 20, 50],
      ],
      68,
    ],
    [
      'a node’s and one from above count once',
      [
        [{ level: 'node', name: 'n1' }, 6, 30],
        [{ level: 'lead' }, 20, 50],
      ],
      68,
    ],
    [
      'apart from each other both count',
      [
        [{ level: 'workspace' }, 6, 10],
        [{ level: 'lead' }, 12, 20],
      ],
      36,
    ],
    [
      'of the same level twice, both count',
      [
        [{ level: 'workflow' }, 6, 10],
        [{ level: 'workflow' }, 12, 20],
      ],
      36,
    ],
  ];
  it.each(rows)('%s', async (_, spans, hour) => {
    expect(await overlapped(spans)).toBe(`${hour} n1 left next`);
  });
});

it('A1 two leads that become one are paused as the stricter was, and what stood still before is counted once', async () => {
  const [paused, other] = [await world.enter(), await world.enter()];
  await world.at(6);
  await world.pause({ level: 'lead' }, paused);
  await world.at(10);
  await world.hand.inWorkspace(async (tx) => {
    await lockLeads(tx, [paused.leadId, other.leadId]);
    await mergeLeads(tx, { loser: paused.leadId, survivor: other.leadId, unless: [], actor: 'hanna' });
  });
  const open = (await world.hand.row(paused.run)).status === 'ended' ? other : paused;
  await world.at(54);
  expect(await world.hand.row(open.run)).toMatchObject({ status: 'active', at: 'waiting n1' });
  await world.resume({ level: 'lead' }, { run: open.run, leadId: other.leadId });
  await world.at(100);
  // 48 hours of the one that was paused all the time, 44 of the one that came under it at the merge.
  expect(await world.log(open.run)).toContain(`${open === paused ? 72 : 68} n1 left next`);
});

it('A2 a date does not move, however long the pause', async () => {
  const dated = await PausedWorld.create();
  try {
    await dated.publish(straight(DATE_WAIT, MAIL));
    await dated.begin();
    const of = await dated.enter();
    await dated.pause({ level: 'workspace' }, of);
    await dated.at(24 * 20);
    await dated.resume({ level: 'workspace' }, of);
    await dated.at(24 * 60);
    expect((await dated.log(of.run)).find((line) => line.includes('n1 left'))).toBe('1007 n1 left next');
  } finally {
    await dated.close();
  }
});
