import { SOME_FRIDAY } from '../../node/context-for.ts';
import { testNode } from '../../node/test-node.ts';
import approval from './definition.ts';

const DAY = 86_400_000;
const offer = { title: 'Send the offer?' };
const within = { ...offer, giveUpAfter: { amount: 2, unit: 'days', mode: 'elapsed' } };

testNode(approval, {
  valid: [{}, offer, within, { ...offer, assignee: 'u1', instructions: 'Look at the price' }],
  invalid: [{ title: '' }],
  decides: [
    {
      name: 'puts a task on the list and waits behind a door for each answer to this very task',
      config: offer,
      expect: {
        kind: 'wait',
        change: [{ kind: 'create-task', task: { kind: 'approval', title: 'Send the offer?' } }],
        doors: [
          {
            port: 'approved',
            event: 'approval.decided',
            filter: {
              rules: [
                { field: 'event.properties.task', value: 'run1:node1:1' },
                { field: 'event.properties.decision', value: 'approved' },
              ],
            },
          },
          { port: 'rejected' },
        ],
      },
    },
    { name: 'is due when it gives up', config: within, expect: { until: SOME_FRIDAY + 2 * DAY, onTime: 'timeout' } },
    {
      name: 'goes on by a port of its own when nobody decided',
      config: within,
      context: { openedAt: SOME_FRIDAY - 2 * DAY, timeOver: true },
      expect: { kind: 'go', port: 'timeout', why: { text: 'Nobody decided within 2 days' } },
    },
  ],
  summaries: [{ config: offer, expect: 'Send the offer?' }],
});
