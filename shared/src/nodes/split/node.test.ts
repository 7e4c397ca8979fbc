import { expect, it } from 'vitest';
import { contextFor, leadFor } from '../../node/context-for.ts';
import type { ArmRequest } from '../../node/perform.ts';
import { testNode } from '../../node/test-node.ts';
import { powersFor } from '../../node/test-powers.ts';
import split, { type SplitConfig } from './definition.ts';
import perform from './perform.ts';

const arms = (...percents: number[]) => ({
  arms: percents.map((percent, i) => ({ id: `a${i}`, label: `Arm ${i + 1}`, percent })),
});

testNode(split, {
  valid: [{}, { ...arms(50, 50), levelling: 'exact' }, arms(50, 50), arms(10, 20, 70), arms(0, 100)],
  invalid: [arms(100), arms(50, 49), arms(60, 60), arms(-20, 120), arms(33.3, 66.7)],
  decides: [
    { name: 'never takes an arm of 0 %', config: arms(0, 100), expect: { kind: 'go', port: 'a1' } },
    {
      name: 'asks whose turn it is where shares are exact',
      config: { ...arms(50, 50), levelling: 'exact' },
      expect: { kind: 'perform' },
    },
  ],
  summaries: [{ config: arms(30, 70), expect: '30 / 70 %' }],
});

const armOf = (lead: string, parts = {}) => {
  const decision = split.decide(contextFor(split.config.parse(arms(30, 70)), { lead: { id: lead }, ...parts }));
  return decision.kind === 'go' ? decision.port : decision.kind;
};

it('a lead keeps its arm in later visits and later runs', () => {
  for (let lead = 0; lead < 50; lead++) {
    expect(armOf(`lead${lead}`, { runId: 'another', visit: 4 })).toBe(armOf(`lead${lead}`));
  }
});

it('leads spread over the arms by their shares, and differently at another split', () => {
  const leads = Array.from({ length: 2_000 }, (_, i) => `lead${i}`);
  const share = leads.filter((lead) => armOf(lead) === 'a0').length / leads.length;
  expect(share).toBeGreaterThan(0.26);
  expect(share).toBeLessThan(0.34);
  const node = { id: 'other', name: 'Other' };
  const moved = leads.filter((lead) => armOf(lead) !== armOf(lead, { node })).length / leads.length;
  expect(moved).toBeGreaterThan(0.3);
});

it('asks for exactly its arms, whose shares the power keeps', async () => {
  const context = {
    node: { id: 'n', name: 'N' },
    key: 'run1:n:1',
    attempt: 1,
    lead: leadFor(),
    trigger: null,
    run: { id: 'run1', workflowName: 'W', variables: {}, outputs: {} },
  };
  const take = async (request: ArmRequest) => ({
    kind: 'done' as const,
    port: request.arms[1]?.id ?? '',
    text: 'Its turn',
  });
  const config = split.config.parse({ ...arms(30, 70), levelling: 'exact' }) as SplitConfig;
  expect(await perform({ config, context, powers: powersFor({ arms: { take } }) })).toMatchObject({ port: 'a1' });
});
