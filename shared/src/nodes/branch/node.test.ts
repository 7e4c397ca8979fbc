import { describe, expect, it } from 'vitest';
import { testNode } from '../../node/test-node.ts';
import branch from './definition.ts';

const when = (field: string, operator: string, value: unknown) => ({
  version: 1,
  combinator: 'and',
  rules: [{ field, operator, value }],
});
const scores = {
  branches: [
    { id: 'hot', label: 'Hot', when: when('lead.score', '>=', 61) },
    { id: 'warm', label: 'Warm', when: when('lead.score', '>=', 31) },
  ],
};

testNode(branch, {
  valid: [scores, { branches: [{ id: 'a', when: when('lead.tags', 'contains', 'vip') }] }],
  invalid: [
    {},
    { branches: [] },
    { branches: [{ id: 'a', label: 'A' }] },
    { branches: [{ id: 'a', when: { version: 1, combinator: 'and', rules: [] } }] },
    { branches: [{ id: 'constructor', when: when('lead.score', '>=', 1) }] },
    { branches: [{ id: 'else', when: when('lead.score', '>=', 1) }] },
  ],
  decides: [
    {
      name: 'takes the first branch that fits, and says what was found',
      config: scores,
      context: { lead: { attributes: { score: 72 } } },
      expect: { kind: 'go', port: 'hot', why: { text: 'Hot: score is 72', inputs: { 'lead.score': 72 } } },
    },
    {
      name: 'takes a later branch where the first does not fit',
      config: scores,
      context: { lead: { attributes: { score: 45 } } },
      expect: { port: 'warm' },
    },
    {
      name: 'takes else where none fits, and names every branch that did not',
      config: scores,
      context: { lead: { attributes: { score: 3 } } },
      expect: { port: 'else', why: { text: 'Else, not Hot: score is 3; not Warm: score is 3' } },
    },
    {
      name: 'counts unknown as not fitting',
      config: scores,
      expect: { port: 'else', why: { text: 'Else, not Hot: score is missing; not Warm: score is missing' } },
    },
  ],
  summaries: [{ config: scores, expect: 'Hot, Warm or else' }],
});

describe('the check of branches', () => {
  it('warns of a branch that asks the same as an earlier one', () => {
    const twice = { branches: [...scores.branches, { id: 'c', label: 'Again', when: when('lead.score', '>=', 61) }] };
    expect(branch.check?.(branch.config.parse(twice))).toMatchObject([
      { path: ['branches', 2, 'when'], code: 'branch.never-taken', severity: 'warning' },
    ]);
  });
});
