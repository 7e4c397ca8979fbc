import { expect, it } from 'vitest';
import { testNode } from '../../node/test-node.ts';
import triggerSegment from './definition.ts';

testNode(triggerSegment, {
  valid: [{ segment: 's1' }, { segment: 's1', change: 'left' }],
  invalid: [{}, { segment: '' }, { segment: 's1', change: 'seen' }],
  decides: [{ name: 'goes on at once', config: { segment: 's1' }, expect: { kind: 'go', port: 'next' } }],
});

it('tells routing which segment, and which way', () => {
  expect(triggerSegment.starts?.(triggerSegment.config.parse({ segment: 's1', change: 'left' }))).toMatchObject({
    event: 'segment.left',
    filter: { rules: [{ field: 'event.properties.segment', value: 's1' }] },
  });
});
