import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph.ts';
import type { Plan } from '../plan/plan.ts';
import { compile } from './compile.ts';
import { graphOf, node, SAMPLE_CATALOG } from './sample-catalog.ts';
import { triggerRules } from './trigger-rules.ts';

const rule = (field: string, id?: string) => ({
  version: 1,
  combinator: 'and',
  rules: [{ ...(id ? { id } : {}), field, operator: '=', value: 'x' }],
});
const mail = (id: string) => node(id, 'mail', { text: 'Hi' });
const fork = (id: string, ruleId?: string) =>
  node(id, 'fork', { branches: [{ id: 'yes', when: rule('lead.x', ruleId) }] });

function planOf(graph: Graph): Plan {
  const { plan, diagnostics } = compile(graph, SAMPLE_CATALOG);
  if (!plan) throw new Error(JSON.stringify(diagnostics));
  return plan;
}
const hashOf = (graph: Graph) => compile(graph, SAMPLE_CATALOG).hash;

const start = node('s', 'start', { event: 'download' });
const end = node('z', 'end');

describe('the ports of a plan', () => {
  it('know where they lead and at which place the next stretch begins', () => {
    const { nodes } = planOf(graphOf([start, mail('m'), end], 's>m m>z'));
    expect(nodes.s?.ports).toEqual({ next: { to: 'm', place: 'email' } });
    expect(nodes.m?.ports).toEqual({ next: { to: 'z', place: 'local' } });
    expect(nodes.m?.place).toBe('email');
  });

  it('lead nowhere where leads end, and an edge wins over the mark', () => {
    const marked = { ...mail('m'), endsHere: ['next', 'failed'] };
    expect(planOf(graphOf([start, marked, end], 's>m m>z')).nodes.m?.ports).toEqual({
      next: { to: 'z', place: 'local' },
      failed: { to: null, place: 'local' },
    });
  });

  it('leave out an optional port that nobody drew on', () => {
    expect(Object.keys(planOf(graphOf([start, mail('m'), end], 's>m m>z')).nodes.m?.ports ?? {})).toEqual(['next']);
  });

  it('take another port’s way where an optional one names it and is not drawn on', () => {
    const graph = (edges: string, endsHere?: string[]) =>
      graphOf([start, node('r', 'rest', {}, endsHere ? { endsHere } : {}), mail('m'), end], edges);
    expect(planOf(graph('s>r r>m m>z')).nodes.r?.ports.past).toEqual({ to: 'm', place: 'email' });
    expect(planOf(graph('s>r r>m r.past>z m>z')).nodes.r?.ports.past).toEqual({ to: 'z', place: 'local' });
    expect(planOf(graph('s>r r>m m>z', ['past'])).nodes.r?.ports.past).toEqual({ to: null, place: 'local' });
    expect(planOf(graph('s>r', ['next'])).nodes.r?.ports.past).toEqual({ to: null, place: 'local' });
  });

  it('of a node that is off are its first alone, at no place of its own', () => {
    const { nodes } = planOf(graphOf([start, { ...mail('m'), off: true }, end], 's>m m>z m.failed>z'));
    expect(nodes.m).toMatchObject({ off: true, place: 'local', ports: { next: { to: 'z' } } });
    expect(nodes.s?.ports.next?.place).toBe('local');
    expect(Object.keys(nodes.m?.ports ?? {})).toEqual(['next']);
  });
});

describe('the stretches of a plan', () => {
  it('go on over deciding nodes, and end with the first that stops', () => {
    const graph = graphOf(
      [start, fork('a'), fork('b'), mail('m'), node('r', 'rest'), end],
      's>a a.yes>b a.else>m b.yes>r b.else>z m>z r>z',
    );
    const { nodes } = planOf(graph);
    expect(nodes.s?.stretch).toEqual(['s', 'a', 'b', 'm', 'r', 'z']);
    expect(nodes.m?.stretch).toEqual(['m', 'z']);
    expect(nodes.r?.stretch).toEqual(['r', 'z']);
  });

  it('stay bounded however many nodes decide in a row', () => {
    const steps = Array.from({ length: 100 }, (_, i) => node(`n${i}`, 'step'));
    const edges = ['s>n0', ...steps.slice(1).map((_, i) => `n${i}>n${i + 1}`), 'n99>z'].join(' ');
    expect(planOf(graphOf([start, ...steps, end], edges)).nodes.s?.stretch).toHaveLength(24);
  });
});

describe('the hash of a plan', () => {
  const graph = graphOf([start, fork('f'), mail('m'), end], 's>f f.yes>m f.else>z m>z');

  it('does not change with positions, notes, direction, order, edge ids or the ids of rules', () => {
    const drawn: Graph = {
      ...graph,
      direction: 'right',
      notes: [{ id: 'n', text: 'Ask Hanna first', position: { x: 1, y: 2 } }],
      nodes: [end, mail('m'), fork('f', 'rule-17'), start].map((one, i) => ({ ...one, position: { x: i, y: i } })),
      edges: [...graph.edges].reverse().map((edge, i) => ({ ...edge, id: `other${i}` })),
    };
    expect(hashOf(drawn)).toBe(hashOf(graph));
    expect(JSON.stringify(planOf(drawn))).toBe(JSON.stringify(planOf(graph)));
  });

  it('does not change with a card laid aside', () => {
    expect(hashOf({ ...graph, nodes: [...graph.nodes, mail('aside')] })).toBe(hashOf(graph));
  });

  it('changes with what leads experience', () => {
    const edited = (change: (copy: Graph) => void) => {
      const copy: Graph = JSON.parse(JSON.stringify(graph));
      change(copy);
      return hashOf(copy);
    };
    const hashes = [
      hashOf(graph),
      edited(({ nodes }) => Object.assign(nodes[2] ?? {}, { config: { text: 'Hello' } })),
      edited(({ nodes }) => Object.assign(nodes[2] ?? {}, { off: true })),
      edited(({ nodes }) => Object.assign(nodes[2] ?? {}, { name: 'Other name' })),
      edited(({ edges }) => Object.assign(edges[1] ?? {}, { to: 'z' })),
      edited(({ settings }) => Object.assign(settings, { timeZone: 'Europe/Berlin' })),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

it('what starts runs is read from the triggers that are on', () => {
  const graph = graphOf(
    [start, { ...node('t', 'start', { event: 'x' }), off: true }, node('h', 'start'), end],
    's>z t>z h>z',
  );
  expect(triggerRules(planOf(graph), SAMPLE_CATALOG)).toEqual([
    { nodeId: 'h', rule: { on: 'manual' } },
    { nodeId: 's', rule: { on: 'event', event: 'download' } },
  ]);
});
