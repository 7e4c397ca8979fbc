import { expect, it } from 'vitest';
import { testNode } from '../../node/test-node.ts';
import triggerWorkflow from './definition.ts';

testNode(triggerWorkflow, {
  valid: [{ workflow: 'w1' }, { workflow: 'w1', reasons: ['completed', 'no-next-step'] }],
  invalid: [{}, { workflow: '' }, { workflow: 'w1', reasons: ['bored'] }],
  decides: [{ name: 'goes on at once', config: { workflow: 'w1' }, expect: { kind: 'go', port: 'next' } }],
});

it('tells routing which workflow, and after which ends', () => {
  const rule = (config: Record<string, unknown>) => triggerWorkflow.starts?.(triggerWorkflow.config.parse(config));
  expect(rule({ workflow: 'w1', reasons: ['completed'] })).toMatchObject({
    event: 'run.ended',
    filter: {
      rules: [
        { field: 'event.properties.workflow', value: 'w1' },
        { field: 'event.properties.reason', operator: 'in', value: ['completed'] },
      ],
    },
  });
  expect(rule({ workflow: 'w1', change: 'started' })).toMatchObject({ event: 'run.started' });
});
