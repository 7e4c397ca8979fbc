import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../node/catalog.ts';
import { BUILT_IN_NODES } from '../../nodes/registry.ts';
import { driveGraph } from '../../testing/drive-graph.ts';
import { type GraphRow, only, testGraphs } from '../../testing/graph-rows.ts';

const asks: GraphRow[1]['nodes'][string] = [
  'branch',
  {
    branches: [
      { id: 'old', label: 'Old', when: only('lead.plan', '=', 'old') },
      { id: 'team', label: 'Team', when: only('lead.plan', '=', 'team') },
    ],
  },
];
const changes: GraphRow[1]['nodes'][string] = ['update-lead', { set: [{ attribute: 'plan', value: 'team' }] }];

testGraphs('Br3 one snapshot, logged', [
  [
    'all clauses of a branch see the lead as it is at that moment, and what they saw is logged',
    { nodes: { b: asks }, lead: { attributes: { plan: 'team' } } },
    'b.team no-next-step',
    { b: { inputs: { 'lead.plan': 'team' }, text: 'Team: plan is “team”' } },
  ],
  [
    'what was missing is logged as missing',
    { nodes: { b: asks } },
    'b.else no-next-step',
    { b: { inputs: { 'lead.plan': null } } },
  ],
  [
    'a later step sees the lead as an earlier one changed it',
    { nodes: { b: asks, c: changes, d: asks }, lines: 'b.old>c c>d', lead: { attributes: { plan: 'old' } } },
    'b.old c.next d.team no-next-step',
  ],
  [
    'a change from outside is seen from the next evaluation on',
    {
      nodes: { b: asks, w: ['wait', { duration: { amount: 1, unit: 'days', mode: 'elapsed' } }], d: asks },
      lines: 'b.old>w w>d',
      lead: { attributes: { plan: 'old' } },
      changes: [{ at: '2026-11-20T12:00:00Z', lead: { attributes: { plan: 'team' } } }],
    },
    'b.old w.next d.team no-next-step',
  ],
]);

describe('Br3 the snapshot', () => {
  it('is what the log says, so that the same inputs decide the same', async () => {
    const catalog = await loadCatalog(BUILT_IN_NODES);
    const given: GraphRow[1] = { nodes: { b: asks }, lead: { attributes: { plan: 'team' } } };
    const [first, second] = [driveGraph(catalog, given), driveGraph(catalog, given)];
    expect(first.steps).toEqual(second.steps);
    expect(first.steps.find(({ node }) => node === 'b')?.inputs).toEqual({ 'lead.plan': 'team' });
  });
});
