import { describe, expect, it } from 'vitest';
import { compile } from '../../compiler/compile.ts';
import { loadCatalog } from '../../node/catalog.ts';
import { BUILT_IN_NODES } from '../../nodes/registry.ts';
import { graphOf } from '../../testing/drive-graph.ts';
import { type GraphRow, only, testGraphs } from '../../testing/graph-rows.ts';
import { happened } from '../../testing/wait-rows.ts';

const big = { id: 'big', label: 'Big', when: only('lead.size', '>', 100) };
const huge = { id: 'huge', label: 'Huge', when: only('lead.size', '>', 1_000) };
const branches = (...list: object[]): GraphRow[1]['nodes'] => ({ b: ['branch', { branches: list }] });
const size = (found: unknown) => ({ lead: { attributes: { size: found as number } } });
const cases = [
  { id: 'a', label: 'Retail', values: ['retail', 'shop'] },
  { id: 'b', label: 'Freight', values: ['FREIGHT'] },
];
const bySwitch: GraphRow[1]['nodes'] = { b: ['switch', { field: 'lead.industry', cases }] };
const industry = (found: string) => ({ lead: { attributes: { industry: found } } });
const twoDays = {
  event: 'email.clicked',
  lookBack: 'this-wait',
  giveUpAfter: { amount: 2, unit: 'days', mode: 'elapsed' },
};

testGraphs('Br1 branches', [
  ['if', { nodes: branches(big), ...size(101) }, 'b.big no-next-step', { b: /^Big: size is 101/ }],
  ['else', { nodes: branches(big), ...size(100) }, 'b.else no-next-step', { b: /^Else, not Big: size is 100/ }],
  ['of several that fit the first drawn', { nodes: branches(big, huge), ...size(5_000) }, 'b.big no-next-step'],
  ['drawn the other way round the other', { nodes: branches(huge, big), ...size(5_000) }, 'b.huge no-next-step'],
  [
    'a value by its case, capitals apart',
    { nodes: bySwitch, ...industry('Freight') },
    'b.b no-next-step',
    { b: /^Freight: freight/ },
  ],
  [
    'a value of which no case speaks',
    { nodes: bySwitch, ...industry('Mining') },
    'b.else no-next-step',
    { b: /^Else: no case for mining/ },
  ],
  [
    'by the outcome of an earlier step',
    {
      nodes: {
        w: ['wait-for-event', twoDays],
        b: ['branch', { branches: [{ id: 'no', label: 'Slept', when: only('output.w.port', '=', 'timeout') }] }],
      },
      lines: 'w.happened>b w.timeout>b',
    },
    'w.timeout b.no no-next-step',
  ],
  [
    'by engagement',
    {
      nodes: branches({
        id: 'yes',
        label: 'Active',
        when: only('history', 'atLeast', { event: 'email.opened', times: 2, days: 30 }),
      }),
      events: [happened('email.opened', '2026-11-01T00:00:00Z'), happened('email.opened', '2026-11-02T00:00:00Z')],
    },
    'b.yes no-next-step',
  ],
  [
    'by engagement that lies too far back',
    {
      nodes: branches({
        id: 'yes',
        label: 'Active',
        when: only('history', 'atLeast', { event: 'email.opened', times: 2, days: 30 }),
      }),
      events: [happened('email.opened', '2026-10-01T00:00:00Z'), happened('email.opened', '2026-11-02T00:00:00Z')],
    },
    'b.else no-next-step',
  ],
  [
    'at random with an arm of everything',
    {
      nodes: {
        b: [
          'split',
          {
            arms: [
              { id: 'a', label: 'A', percent: 0 },
              { id: 'b', label: 'B', percent: 100 },
            ],
          },
        ],
      },
    },
    'b.b no-next-step',
    { b: { text: 'B, one of 100 % by chance' } },
  ],
]);

describe('Br1 at random', () => {
  it('spreads leads by their shares, and a lead keeps its arm in each run', async () => {
    const catalog = await loadCatalog(BUILT_IN_NODES);
    const { driveGraph } = await import('../../testing/drive-graph.ts');
    const arms = [
      { id: 'a', label: 'A', percent: 30 },
      { id: 'b', label: 'B', percent: 70 },
    ];
    const armOf = (id: string) =>
      driveGraph(catalog, { nodes: { b: ['split', { arms }] }, lead: { id } }).state.outputs.b?.port;
    const taken = Array.from({ length: 300 }, (_, lead) => armOf(`lead ${lead}`));
    const share = taken.filter((arm) => arm === 'a').length;
    expect(share).toBeGreaterThan(65);
    expect(share).toBeLessThan(115);
    expect(armOf('lead 7')).toBe(taken[7]);
  });
});

describe('Br1 an unconnected port', () => {
  it.each([
    ['is a fault', [], 1],
    ['is none where it is marked as an end', ['big', 'else'], 0],
    ['also “else” needs one of both', ['big'], 1],
  ])('%s', async (_, endsHere, faults) => {
    const catalog = await loadCatalog(BUILT_IN_NODES);
    const graph = graphOf(catalog, { nodes: branches(big) });
    const nodes = graph.nodes.map((node) => (node.id === 'b' ? { ...node, endsHere } : node));
    const { plan, diagnostics } = compile({ ...graph, nodes }, catalog);
    const unconnected = diagnostics.filter(({ code }) => code === 'unconnected-port');
    expect([plan === undefined, unconnected.length > 0]).toEqual([faults > 0, faults > 0]);
  });
});
