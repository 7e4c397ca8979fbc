import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph.ts';
import type { Known } from './check-conditions.ts';
import { compile } from './compile.ts';
import { graphOf, node, SAMPLE_CATALOG } from './sample-catalog.ts';

const rule = (field: string, value: unknown = 'x') => ({
  version: 1,
  combinator: 'and',
  rules: [{ field, operator: '=', value }],
});
const fork = (id: string, ...fields: string[]) =>
  node(id, 'fork', { branches: fields.map((field, i) => ({ id: `b${i}`, label: `B${i}`, when: rule(field) })) });

const codes = (graph: Graph, known?: Known) =>
  compile(graph, SAMPLE_CATALOG, known).diagnostics.map(({ code }) => code);
const only = (graph: Graph, known?: Known) => {
  const { diagnostics } = compile(graph, SAMPLE_CATALOG, known);
  expect(diagnostics).toHaveLength(1);
  return diagnostics[0];
};

const start = node('s', 'start');
const end = node('z', 'end');

describe('names', () => {
  const known: Known = { attributes: ['firstName', 'company'], events: ['content.downloaded', 'email.clicked'] };

  it('of attributes in conditions are compared with the known ones, the nearest is offered', () => {
    const graph = graphOf(
      [start, fork('f', 'lead.compny', 'lead.email', 'lead.consent.email', 'lead.attributes.company'), end],
      's>f f.b0>z f.b1>z f.b2>z f.b3>z f.else>z',
    );
    expect(only(graph, known)).toMatchObject({
      code: 'unknown-attribute',
      severity: 'warning',
      nodeId: 'f',
      path: ['branches', 0, 'when'],
      message: '“F” reads the attribute “compny”, which no lead has: did you mean “company”?',
      fix: { kind: 'replace', from: 'compny', to: 'company' },
    });
    expect(codes(graph)).toEqual([]);
  });

  it('of attributes in texts are found inside Liquid only, and not inside quotes', () => {
    const text =
      'lead.nope {{ lead.firstNam | default: "lead.no" }} {% if lead.company == \'lead.never\' %}{{ mylead.x }}{% endif %}';
    const graph = graphOf([start, node('m', 'mail', { text }), end], 's>m m>z');
    expect(only(graph, known)).toMatchObject({ code: 'unknown-attribute', path: ['text'], fix: { to: 'firstName' } });
  });

  it('of events are a warning only where a known one is near: a new event is normal', () => {
    const named = (event: string) => graphOf([node('s', 'start', { event }), end], 's>z');
    expect(only(named('content.downloadd'), known)).toMatchObject({
      code: 'unknown-event',
      fix: { to: 'content.downloaded' },
    });
    expect(codes(named('webinar.joined'), known)).toEqual([]);
    expect(codes(named('email.*'), known)).toEqual([]);
  });
});

describe('outputs', () => {
  it('of steps that may have run before are fine, also round a loop', () => {
    const before = graphOf([start, node('a', 'step'), fork('f', 'output.a.port'), end], 's>a a>f f.b0>z f.else>z');
    expect(codes(before)).toEqual([]);
    const round = graphOf([start, fork('f', 'output.r.port'), node('r', 'rest'), end], 's>f f.b0>z f.else>r r>f');
    expect(codes(round)).toEqual([]);
  });

  it('of steps on any of the ways that meet are fine', () => {
    const nodes = [
      start,
      fork('d', 'lead.a'),
      node('x', 'step'),
      node('y', 'step'),
      node('t', 'start'),
      node('q', 'step'),
    ];
    const graph = graphOf(
      [...nodes, fork('f', 'output.q.port'), end],
      's>d d.b0>x d.else>y t>q q>y x>f y>f f.b0>z f.else>z',
    );
    expect(codes(graph)).toEqual([]);
  });

  it('of steps that only come later, or are gone, are warned of', () => {
    const later = graphOf([start, fork('f', 'output.a.port'), node('a', 'step'), end], 's>f f.b0>a f.else>z a>z');
    expect(only(later)).toMatchObject({
      code: 'output-not-before',
      severity: 'warning',
      nodeId: 'f',
      path: ['branches', 0, 'when'],
    });
    const gone = graphOf([start, node('m', 'mail', { text: '{{ output.gone.status }}' }), end], 's>m m>z');
    expect(only(gone)).toMatchObject({ code: 'output-of-missing-node', nodeId: 'm', path: ['text'] });
  });
});
