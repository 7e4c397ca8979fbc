import { type GraphRow, only, testGraphs } from '../../testing/graph-rows.ts';
import { elapsed, happened } from '../../testing/wait-rows.ts';

const MAIL: [string, Record<string, unknown>] = ['send-email', { subject: 'Hello', body: 'Hi' }];
const WAIT: [string, Record<string, unknown>] = ['wait', { duration: elapsed(3) }];
const exits = (more = {}): GraphRow[1]['settings'] => ({
  exitRules: [{ id: 'x', name: 'Bought', event: 'bought', ...more }],
});
const nodes = { first: MAIL, w: WAIT, second: MAIL };
const lines = 'first>w w>second';
const trigger = happened('came', '2026-11-20T09:00:00Z');
const bought = (at: string, properties = {}, received = at) => happened('bought', at, properties, received);
const given = { nodes, lines, trigger, settings: exits() };

testGraphs('X1 exit rules look back', [
  ['nothing came', given, 'first.next w.next second.next no-next-step'],
  [
    'what came between the trigger and the first step ends the run before it',
    { ...given, events: [bought('2026-11-20T09:30:00Z')] },
    'exit-rule',
    { start: { kind: 'ended', cause: 'event', text: 'Exit rule “Bought”: bought came', outcome: 'exit-rule' } },
  ],
  [
    'what came before the trigger does not',
    { ...given, events: [bought('2026-11-20T08:59:00Z')] },
    'first.next w.next second.next no-next-step',
  ],
  [
    'what comes during a wait ends it at once',
    { ...given, events: [bought('2026-11-21T00:00:00Z')] },
    'first.next exit-rule',
    { w: { kind: 'ended', cause: 'event', consumed: bought('2026-11-21T00:00:00Z').id } },
  ],
  [
    'what happened before and is told of only now does too',
    { ...given, events: [bought('2026-11-20T09:30:00Z', {}, '2026-11-21T00:00:00Z')] },
    'first.next exit-rule',
  ],
  [
    'what its filter shuts out does not',
    {
      ...given,
      settings: exits({ filter: only('event.sum', '>', 10) }),
      events: [bought('2026-11-21T00:00:00Z', { sum: 5 })],
    },
    'first.next w.next second.next no-next-step',
  ],
  [
    'the trigger event itself is no exit',
    { ...given, trigger: bought('2026-11-20T09:00:00Z'), events: [bought('2026-11-20T09:00:00Z')] },
    'first.next w.next second.next no-next-step',
  ],
  [
    'the earliest of several counts',
    {
      ...given,
      settings: {
        exitRules: [
          { id: 'x', name: 'Bought', event: 'bought' },
          { id: 'y', name: 'Left', event: 'left' },
        ],
      },
      events: [bought('2026-11-20T09:40:00Z'), happened('left', '2026-11-20T09:35:00Z')],
    },
    'exit-rule',
    { start: /Exit rule “Left”/ },
  ],
]);
