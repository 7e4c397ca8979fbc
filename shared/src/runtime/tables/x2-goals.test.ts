import { type GraphRow, PASS, testGraphs } from '../../testing/graph-rows.ts';
import { elapsed, happened } from '../../testing/wait-rows.ts';

const WAIT: [string, Record<string, unknown>] = ['wait', { duration: elapsed(3) }];
const goal = (effect: string): [string, Record<string, unknown>] => ['goal', { event: 'bought', effect }];
const bought = (at: string) => happened('bought', at);
const during = { events: [bought('2026-11-21T00:00:00Z')] };
const drawn = (effect: string): GraphRow[1] => ({
  nodes: { w: WAIT, v: WAIT, g: goal(effect), ...(effect === 'end' ? {} : { thanks: PASS }) },
  lines: `w>v v>g ${effect === 'end' ? '' : 'g>thanks'}`,
});
/** A way on behind the goal that waits again. */
const twice: GraphRow[1] = {
  nodes: { w: WAIT, g: goal('go'), v: WAIT, last: PASS },
  lines: 'w>g g>v v>last',
};

testGraphs('X2 goals', [
  [
    'end: at once, from any wait',
    { ...drawn('end'), ...during },
    'goal-reached',
    { w: { kind: 'ended', outcome: 'goal-reached', text: 'Goal “g”: bought came' } },
  ],
  ['end: who comes to it ends there', drawn('end'), 'w.next v.next goal-reached'],
  [
    'go: jumps to its node from anywhere',
    { ...drawn('go'), ...during },
    '→g g.next thanks.next no-next-step',
    { w: { kind: 'control', to: 'g', outcome: 'goal-reached' } },
  ],
  [
    'count: goes on where it was',
    { ...drawn('count'), ...during },
    'w.next v.next g.next thanks.next no-next-step',
    {},
  ],
  [
    'once per run: a second event changes nothing',
    { ...twice, events: [bought('2026-11-21T00:00:00Z'), bought('2026-11-22T00:00:00Z')] },
    '→g g.next v.next last.next no-next-step',
  ],
  [
    'an event that reached it ends no wait of the run as well',
    {
      nodes: {
        w: WAIT,
        g: goal('go'),
        e: ['wait-for-event', { event: 'bought', lookBack: 'ever', giveUpAfter: elapsed(1) }],
      },
      lines: 'w>g g>e',
      ...during,
    },
    '→g g.next e.timeout no-next-step',
  ],
  [
    'jumping gives parallel branches up',
    {
      nodes: {
        fork: ['parallel', { branches: [{ id: 'a' }, { id: 'b' }] }],
        w: WAIT,
        v: WAIT,
        g: goal('go'),
        thanks: PASS,
      },
      lines: 'fork.a>w fork.b>v w>g v>g g>thanks',
      ...during,
    },
    'fork.a fork.b →g g.next thanks.next no-next-step',
  ],
]);
