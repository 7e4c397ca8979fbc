import { describe, expect, it } from 'vitest';
import { compile } from '../../compiler/compile.ts';
import { loadCatalog } from '../../node/catalog.ts';
import { BUILT_IN_NODES } from '../../nodes/registry.ts';
import { graphOf } from '../../testing/drive-graph.ts';
import { type GraphRow, only, PASS, testGraphs } from '../../testing/graph-rows.ts';

const when = (field: string, operator: string, value?: unknown): GraphRow[1]['nodes'] => ({
  b: ['branch', { branches: [{ id: 'yes', label: 'Yes', when: only(field, operator, value) }] }],
});
const cases = [{ id: 'a', label: 'A', values: ['a'] }];
const bySwitch: GraphRow[1]['nodes'] = { b: ['switch', { field: 'lead.industry', cases }] };

testGraphs('Br4 missing data', [
  ['is false by default', { nodes: when('lead.size', '>', 10) }, 'b.else no-next-step', { b: /size is missing/ }],
  ['also where it is asked for the contrary', { nodes: when('lead.size', '<=', 10) }, 'b.else no-next-step'],
  ['and for another value', { nodes: when('lead.plan', '!=', 'pro') }, 'b.else no-next-step'],
  ['and for not being in a list', { nodes: when('lead.plan', 'notIn', ['pro']) }, 'b.else no-next-step'],
  [
    '“not” keeps it unknown',
    {
      nodes: {
        b: ['branch', { branches: [{ id: 'yes', label: 'Yes', when: { ...only('lead.size', '>', 10), not: true } }] }],
      },
    },
    'b.else no-next-step',
  ],
  ['it can be asked for by itself', { nodes: when('lead.size', 'isNotSet') }, 'b.yes no-next-step'],
  [
    'text where a number is asked for is unknown too',
    { nodes: when('lead.size', '>', 10), lead: { attributes: { size: 'many' } } },
    'b.else no-next-step',
  ],
  [
    'a switch has a port for it',
    { nodes: { ...bySwitch, n: PASS, m: PASS }, lines: 'b.missing>n b.else>m' },
    'b.missing n.next no-next-step',
    { b: { text: 'Industry is not known' } },
  ],
  [
    'and takes “else” where nobody drew that',
    { nodes: { ...bySwitch, m: PASS }, lines: 'b.else>m' },
    'b.missing m.next no-next-step',
  ],
]);

describe('Br4 a loop', () => {
  const wait = (more = {}): [string, Record<string, unknown>] => [
    'wait',
    { duration: { amount: 1, unit: 'days', mode: 'elapsed' }, ...more },
  ];
  it.each<[string, GraphRow[1], boolean]>([
    [
      'without rest is refused',
      { nodes: { b: when('lead.size', '>', 10).b ?? PASS, n: PASS }, lines: 'b.yes>n n>b' },
      false,
    ],
    [
      'with a wait passes',
      { nodes: { b: when('lead.size', '>', 10).b ?? PASS, w: wait() }, lines: 'b.yes>w w>b' },
      true,
    ],
    [
      'with a wait for a date is refused: the second time it is over',
      {
        nodes: { b: when('lead.size', '>', 10).b ?? PASS, w: wait({ mode: 'date', date: '2026-12-01' }) },
        lines: 'b.yes>w w>b w.past>b',
      },
      false,
    ],
    ['with a bounded count passes', { nodes: { l: ['loop', { times: 3 }], n: PASS }, lines: 'l.again>n n>l' }, true],
  ])('%s', async (_, given, passes) => {
    const catalog = await loadCatalog(BUILT_IN_NODES);
    const { plan, diagnostics } = compile(graphOf(catalog, given), catalog);
    expect([plan !== undefined, diagnostics.some(({ code }) => code === 'loop-without-wait')]).toEqual([
      passes,
      !passes,
    ]);
  });

  it('with a bounded count goes round so often, then on', async () => {
    const catalog = await loadCatalog(BUILT_IN_NODES);
    const { driveGraph, wayOf } = await import('../../testing/drive-graph.ts');
    const result = driveGraph(catalog, {
      nodes: { l: ['loop', { times: 2 }], n: PASS, m: PASS },
      lines: 'l.again>n n>l l.done>m',
    });
    expect(wayOf(result).join(' ')).toBe('l.again n.next l.again n.next l.done m.next no-next-step');
  });
});
