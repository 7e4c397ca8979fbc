import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../node/catalog.ts';
import { BUILT_IN_NODES } from '../../nodes/registry.ts';
import { driveGraph } from '../../testing/drive-graph.ts';
import { type GraphRow, PASS, testGraphs } from '../../testing/graph-rows.ts';
import { elapsed } from '../../testing/wait-rows.ts';

const wait = (days: number): [string, Record<string, unknown>] => ['wait', { duration: elapsed(days) }];
const three = { branches: ['a', 'b', 'c'].map((id) => ({ id, label: id })) };
const MAIL: [string, Record<string, unknown>] = ['send-email', { subject: 'Hello', body: 'Hi' }];

const DRAWN = 'fork.a>w1 fork.b>w2 fork.c>w3 w1>join w2>join w3>join join>last';

/** fork → a: 1 day · b: 2 days · c: 3 days → join → last, or late */
const joined = (join: Record<string, unknown>, lines = DRAWN): GraphRow[1] => ({
  nodes: {
    fork: ['parallel', three],
    w1: wait(1),
    w2: wait(2),
    w3: wait(3),
    join: ['join', join],
    last: PASS,
    ...(join.giveUpAfter ? { late: PASS } : {}),
  },
  lines: join.giveUpAfter ? `${lines} join.timeout>late` : lines,
});
const FORK = 'fork.a fork.b fork.c';

testGraphs('Br2 parallel branches and their join', [
  [
    'all',
    joined({ need: 'all' }),
    `${FORK} w1.next w2.next w3.next join.next last.next no-next-step`,
    { join: { text: 'All branches came' } },
  ],
  [
    'any',
    joined({ need: 'any' }),
    `${FORK} w1.next join.next last.next no-next-step`,
    { join: { text: '1 of 3 branches came' }, w2: { kind: 'ended', outcome: 'given-up' }, w3: { outcome: 'given-up' } },
  ],
  [
    'so many of them',
    joined({ need: 'some', count: 2 }),
    `${FORK} w1.next w2.next join.next last.next no-next-step`,
    { join: { text: '2 of 3 branches came' }, w3: { outcome: 'given-up' } },
  ],
  [
    'a time limit, counted from the first to come',
    joined({ need: 'all', giveUpAfter: elapsed(36, 'hours') }),
    `${FORK} w1.next w2.next join.timeout late.next no-next-step`,
    { join: { text: 'Time over: 2 of 3 branches came' } },
  ],
  [
    'a time limit that is not reached',
    joined({ need: 'all', giveUpAfter: elapsed(5) }),
    `${FORK} w1.next w2.next w3.next join.next last.next no-next-step`,
  ],
  [
    'a branch that ends is not waited for',
    joined({ need: 'all' }, 'fork.a>w1 fork.b>w2 fork.c>w3 w1>join w2>join join>last'),
    `${FORK} w1.next w2.next w3.next join.next last.next no-next-step`,
  ],
  [
    'a port of the fork that leads nowhere ends at once',
    {
      nodes: { fork: ['parallel', three], w1: wait(1), w2: wait(2), join: ['join', { need: 'all' }] },
      lines: 'fork.a>w1 fork.b>w2 w1>join w2>join',
    },
    `${FORK} w1.next w2.next join.next no-next-step`,
  ],
  [
    'what comes at the very end of the time limit counts',
    joined({ need: 'all', giveUpAfter: elapsed(1) }),
    `${FORK} w1.next w2.next join.timeout late.next no-next-step`,
    { join: { text: 'Time over: 2 of 3 branches came' } },
  ],
  [
    'asked only a day later, it still counts what was due before its time was over',
    { ...joined({ need: 'all', giveUpAfter: elapsed(60, 'hours') }), lateBy: 86_400_000 },
    `${FORK} w1.next w2.next w3.next join.next last.next no-next-step`,
    { join: { text: 'All branches came' } },
  ],
  [
    'a fork within a branch joins its own branches first',
    {
      nodes: {
        outer: ['parallel', { branches: [{ id: 'x' }, { id: 'y' }] }],
        inner: ['parallel', { branches: [{ id: 'a' }, { id: 'b' }] }],
        w1: wait(1),
        w2: wait(2),
        ji: ['join', { need: 'all' }],
        w3: wait(3),
        jo: ['join', { need: 'all' }],
      },
      lines: 'outer.x>inner inner.a>w1 inner.b>w2 w1>ji w2>ji ji>jo outer.y>w3 w3>jo',
    },
    'outer.x outer.y inner.a inner.b w1.next w2.next ji.next w3.next jo.next no-next-step',
  ],
]);

describe('Br2 branches that meet at one node', () => {
  const meeting = (effects: GraphRow[1]['effects']): GraphRow[1] => ({
    nodes: { fork: ['parallel', { branches: [{ id: 'a' }, { id: 'b' }] }], mail: MAIL, w: wait(1) },
    lines: 'fork.a>mail fork.b>mail mail>w',
    ...(effects ? { effects } : {}),
  });
  const later = { kind: 'retry' as const, code: 'deferred', text: 'Later' };

  it('have an effect of their own each, also where the first is tried again after the second came', async () => {
    const catalog = await loadCatalog(BUILT_IN_NODES);
    const { performed, steps } = driveGraph(catalog, meeting({ mail: [later, later] }));
    expect(performed.map(({ key, fresh }) => [key, fresh])).toEqual([
      ['run1:mail:1', true],
      ['run1:mail:2', true],
      ['run1:mail:1', false],
      ['run1:mail:2', false],
      ['run1:mail:1', false],
      ['run1:mail:2', false],
    ]);
    const visits = new Map(steps.filter(({ node }) => node === 'mail').map(({ token, visit }) => [token, visit]));
    expect([...visits.values()]).toEqual([1, 2]);
  });

  it('are told apart in the log: each leaves the visit it came to', async () => {
    const catalog = await loadCatalog(BUILT_IN_NODES);
    const { steps } = driveGraph(catalog, meeting(undefined));
    const left = steps.filter(({ node, kind }) => node === 'w' && kind === 'left');
    expect(left.map(({ token, visit }) => [token, visit])).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it('whatever they meet with, no key is used by two visits, and no visit by two branches', async () => {
    const catalog = await loadCatalog(BUILT_IN_NODES);
    const outcome = fc.constantFrom(
      later,
      { kind: 'unknown' as const, code: 'lost', port: 'next', text: 'Lost' },
      undefined,
    );
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('mail', 'w', 'other'), { minLength: 2, maxLength: 4 }),
        fc.array(outcome, { maxLength: 4 }),
        (starts, outcomes) => {
          const branches = starts.map((_, index) => ({ id: `p${index}` }));
          const { performed, steps } = driveGraph(catalog, {
            nodes: { fork: ['parallel', { branches }], mail: MAIL, w: wait(1), other: MAIL },
            lines: `${starts.map((to, index) => `fork.p${index}>${to}`).join(' ')} other>mail mail>w`,
            effects: {
              mail: outcomes.filter((one) => one !== undefined),
              other: outcomes.filter((one) => one !== undefined),
            },
          });
          const byKey = new Map<string, number>();
          for (const { key, token, node, visit } of performed) {
            expect(key).toBe(`run1:${node}:${visit}`);
            expect(byKey.get(key) ?? token).toBe(token);
            byKey.set(key, token);
          }
          const byVisit = new Map<string, number>();
          for (const { node, visit, token } of steps.filter(({ node: at }) => at !== 'fork' && at !== 'start')) {
            expect(byVisit.get(`${node}:${visit}`) ?? token, `${node}:${visit}`).toBe(token);
            byVisit.set(`${node}:${visit}`, token);
          }
          expect(steps.filter(({ node, kind }) => node === 'w' && kind === 'left')).toHaveLength(starts.length);
        },
      ),
      { numRuns: 100 },
    );
  });
});
