import { describe, expect, it } from 'vitest';
import { evaluate } from '../../condition/evaluate.ts';
import { eventFor } from '../../node/context-for.ts';
import { testNode } from '../../node/test-node.ts';
import triggerAttribute from './definition.ts';

const changed = (name: string, from: string | null, to: string | null) =>
  eventFor('lead.attribute_changed', { name, from, to });

testNode(triggerAttribute, {
  valid: [{ attribute: 'plan' }, { attribute: 'plan', from: 'free', to: 'pro' }],
  invalid: [{}, { attribute: '' }],
  decides: [
    {
      name: 'says from what to what',
      config: { attribute: 'plan' },
      context: { trigger: changed('plan', null, 'pro') },
      expect: { port: 'next', why: { text: 'plan changed from nothing to “pro”' } },
    },
  ],
  summaries: [{ config: { attribute: 'plan', from: 'free', to: 'pro' }, expect: 'plan from free to pro' }],
});

describe('what starts a run', () => {
  const wants = (config: Record<string, unknown>, event: ReturnType<typeof changed>) => {
    const rule = triggerAttribute.starts?.(triggerAttribute.config.parse(config));
    return rule?.on === 'event' && rule.filter && evaluate(rule.filter, { event, now: 0 }).value === true;
  };
  it.each([
    [{ attribute: 'plan' }, changed('plan', 'free', 'pro'), true],
    [{ attribute: 'plan' }, changed('city', 'a', 'b'), false],
    [{ attribute: 'plan', to: 'pro' }, changed('plan', 'free', 'pro'), true],
    [{ attribute: 'plan', to: 'pro' }, changed('plan', 'free', 'team'), false],
    [{ attribute: 'plan', from: 'free', to: 'pro' }, changed('plan', 'team', 'pro'), false],
  ])('%j for %j: %s', (config, event, expected) => {
    expect(wants(config, event)).toBe(expected);
  });
});
