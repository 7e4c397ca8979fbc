import { expect, it } from 'vitest';
import { SOME_FRIDAY } from '../../node/context-for.ts';
import { resolvePorts } from '../../node/ports.ts';
import { testNode } from '../../node/test-node.ts';
import callTask from './definition.ts';

const HOUR = 3_600_000;
const hours = (amount: number) => ({ amount, unit: 'hours', mode: 'elapsed' });

testNode(callTask, {
  valid: [{}, { title: 'Call about the demo', dueWithin: hours(1), giveUpAfter: hours(48), assignee: 'u1' }],
  invalid: [{ outcomes: [] }, { outcomes: [{ id: 'timeout', label: 'x' }] }, { title: '' }],
  decides: [
    {
      name: 'makes a task that is due, and waits behind a door for each outcome of it',
      config: { title: 'Call', dueWithin: hours(1) },
      expect: {
        kind: 'wait',
        change: [{ kind: 'create-task', task: { kind: 'call', title: 'Call', dueAt: SOME_FRIDAY + HOUR } }],
        doors: [{ port: 'reached', event: 'task.done' }, { port: 'voicemail' }, { port: 'no-answer' }],
      },
    },
    {
      name: 'goes on by a port of its own when nobody called',
      config: { giveUpAfter: hours(48) },
      context: { openedAt: SOME_FRIDAY - 48 * HOUR, timeOver: true },
      expect: { kind: 'go', port: 'timeout' },
    },
  ],
  summaries: [
    { config: {}, expect: 'Call the lead' },
    { config: { dueWithin: hours(1) }, expect: 'Call the lead within 1 hour' },
  ],
});

it('has a port for each outcome, and one for giving up only where it does', () => {
  const ports = (config: Record<string, unknown>) =>
    resolvePorts(callTask.ports, callTask.config.parse(config)).map(({ id }) => id);
  expect(ports({})).toEqual(['reached', 'voicemail', 'no-answer']);
  expect(ports({ giveUpAfter: hours(1) })).toContain('timeout');
});
