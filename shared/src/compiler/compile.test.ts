import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph.ts';
import { compile } from './compile.ts';
import { graphOf, node, SAMPLE_CATALOG } from './sample-catalog.ts';

const rule = (field: string, value: unknown = 'x') => ({
  version: 1,
  combinator: 'and',
  rules: [{ field, operator: '=', value }],
});
const fork = (id: string, ...fields: string[]) =>
  node(id, 'fork', { branches: fields.map((field, i) => ({ id: `b${i}`, label: `B${i}`, when: rule(field) })) });

const codes = (graph: Graph) => compile(graph, SAMPLE_CATALOG).diagnostics.map(({ code }) => code);
const only = (graph: Graph) => {
  const { diagnostics } = compile(graph, SAMPLE_CATALOG);
  expect(diagnostics).toHaveLength(1);
  return diagnostics[0];
};

const start = node('s', 'start');
const end = node('z', 'end');

describe('a workflow without faults', () => {
  it('compiles without a word', () => {
    const graph = graphOf([start, node('m', 'mail', { text: 'Hi' }), node('r', 'rest'), end], 's>m m>r r>z');
    const compiled = compile(graph, SAMPLE_CATALOG);
    expect(compiled.diagnostics).toEqual([]);
    expect(compiled.hash).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('starts and ways', () => {
  it('an empty canvas lacks a trigger, and that is its one fault', () => {
    expect(only(graphOf([], ''))).toMatchObject({
      code: 'no-trigger',
      severity: 'error',
      fix: { kind: 'add-trigger' },
    });
    expect(codes(graphOf([node('a', 'step'), end], 'a>z'))).toEqual(['no-trigger']);
  });

  it('triggers that are all off start nothing', () => {
    expect(only(graphOf([{ ...start, off: true }, end], 's>z'))).toMatchObject({
      code: 'triggers-off',
      severity: 'error',
    });
  });

  it('what no lead can reach is a warning, and its own faults forbid nothing', () => {
    const graph = graphOf([start, node('lost', 'mail'), end], 's>z');
    const compiled = compile(graph, SAMPLE_CATALOG);
    expect(compiled.diagnostics).toMatchObject([
      {
        code: 'unreachable',
        severity: 'warning',
        nodeId: 'lost',
        message: 'No lead can reach “LOST”: lead a line into it, or delete it.',
      },
      { code: 'config-missing', severity: 'warning', nodeId: 'lost' },
    ]);
    expect(Object.keys(compiled.plan?.nodes ?? {})).toEqual(['s', 'z']);
  });

  it('a port leads on, or is marked, or is optional', () => {
    const unmarked = graphOf([start, node('a', 'step')], 's>a');
    expect(only(unmarked)).toMatchObject({
      code: 'unconnected-port',
      nodeId: 'a',
      port: 'next',
      message: '“A” has no next step after “Next”: connect it, or mark it as “ends here”.',
      fix: { kind: 'end-here', nodeId: 'a', port: 'next' },
    });
    expect(codes(graphOf([start, { ...node('a', 'step'), endsHere: ['next'] }], 's>a'))).toEqual([]);
  });

  it('a node that is off needs its first port only, and may be unfinished', () => {
    const graph = graphOf([start, { ...fork('f', 'lead.a', 'lead.b'), off: true }, end], 's>f f.b0>z');
    expect(codes(graph)).toEqual([]);
    const unfinished = graphOf([start, node('m', 'mail', {}, { off: true }), end], 's>m m>z');
    expect(only(unfinished)).toMatchObject({ code: 'config-missing', severity: 'warning' });
  });
});

describe('lines', () => {
  const nodes = [start, node('a', 'step'), end];
  it.each([
    ['edge-from-missing-node', 's>a a>z gone>z', { edgeId: 'e2' }],
    ['edge-to-missing-node', 's>a a>z a.x>gone', { edgeId: 'e2', nodeId: 'a' }],
    ['edge-from-unknown-port', 's>a a>z a.x>z', { edgeId: 'e2', nodeId: 'a', port: 'x' }],
    ['edge-into-trigger', 's>a a>z a.next>s', { edgeId: 'e2', nodeId: 's' }],
    ['port-has-two-edges', 's>a a>z a>z', { edgeId: 'e2', nodeId: 'a', port: 'next' }],
  ])('%s is named at its line, and can be deleted', (code, edges, where) => {
    const found = only(graphOf(nodes, edges));
    expect(found).toMatchObject({ code, severity: 'error', fix: { kind: 'delete-edge', edgeId: 'e2' }, ...where });
  });

  it('with one id twice are named', () => {
    const edges = [
      { id: 'e', from: 's', port: 'next', to: 'a' },
      { id: 'e', from: 'a', port: 'next', to: 'z' },
    ];
    expect(codes(graphOf(nodes, edges))).toEqual(['duplicate-edge-id']);
  });
});

describe('nodes', () => {
  it('with one id twice are named', () => {
    expect(codes(graphOf([start, end, node('z', 'step')], 's>z'))).toEqual(['duplicate-node-id']);
  });

  it('of a type that is not installed are named, and nothing else about them', () => {
    const found = only(graphOf([start, node('a', 'acme.wave')], 's>a'));
    expect(found).toMatchObject({
      code: 'unknown-node-type',
      nodeId: 'a',
      severity: 'error',
      fix: { kind: 'delete-node' },
    });
    expect(found?.message).toBe(
      '“A” is of the type “acme.wave”, which is not installed: add its package or delete the node.',
    );
  });

  it('with a name longer than Temporal’s pages show are named', () => {
    expect(codes(graphOf([start, node('z', 'end', {}, { name: 'x'.repeat(101) })], 's>z'))).toEqual(['name-too-long']);
  });

  it('saved by an older version of their type are migrated, by a newer one refused', () => {
    const old = node('m', 'mail', { body: 'Hello' }, { typeVersion: 1 });
    expect(compile(graphOf([start, old, end], 's>m m>z'), SAMPLE_CATALOG).plan?.nodes.m).toMatchObject({
      typeVersion: 2,
      config: { text: 'Hello', copies: 1 },
    });
    const newer = node('m', 'mail', { text: 'Hello' }, { typeVersion: 3 });
    expect(only(graphOf([start, newer, end], 's>m m>z'))).toMatchObject({ code: 'type-version-newer', nodeId: 'm' });
  });
});

describe('forms', () => {
  const withMail = (config: Record<string, unknown>) => graphOf([start, node('m', 'mail', config), end], 's>m m>z');

  it('name the field by its title and say whether it is empty or wrong', () => {
    expect(only(withMail({}))).toMatchObject({
      code: 'config-missing',
      path: ['text'],
      message: '“M”: “Text” is not filled in.',
    });
    expect(only(withMail({ text: 'Hi', copies: 9 }))).toMatchObject({
      code: 'config-invalid',
      path: ['copies'],
      message: '“M”: “Copies” is not right: Too big: expected number to be <=5.',
    });
  });

  it('lead to the fault inside a condition', () => {
    const graph = graphOf(
      [start, node('f', 'fork', { branches: [{ id: 'b', when: rule('nonsense') }] }), end],
      's>f f.b>z f.else>z',
    );
    const found = only(graph);
    expect(found).toMatchObject({ code: 'config-invalid', nodeId: 'f' });
    expect(found?.path?.slice(0, 3)).toEqual(['branches', 0, 'when']);
    expect(found?.message).toContain('“When” is not right');
  });

  it('pass the checks of their type and of the engine, and a check that fails is no crash', () => {
    expect(only(withMail({ text: 'Buy!!!' }))).toMatchObject({
      code: 'mail.shouting',
      severity: 'warning',
      message: '“M”: do not shout.',
    });
    expect(only(withMail({ text: 'throw' }))).toMatchObject({ code: 'check-failed', nodeId: 'm' });
    const { diagnostics } = compile(withMail({ text: '{{ x' }), SAMPLE_CATALOG, {}, ({ config }) =>
      config.text === '{{ x'
        ? [{ path: ['text'], code: 'template.syntax', message: 'a bracket is never closed.' }]
        : [],
    );
    expect(diagnostics).toMatchObject([{ code: 'template.syntax', severity: 'error', nodeId: 'm', path: ['text'] }]);
  });
});

describe('loops', () => {
  it('without rest are refused once, with the line that closes them', () => {
    const graph = graphOf([start, node('a', 'step'), fork('b', 'lead.x'), end], 's>a a>b b.b0>a b.else>z');
    expect(only(graph)).toMatchObject({
      code: 'loop-without-wait',
      severity: 'error',
      nodeId: 'a',
      edgeId: 'e2',
      message: 'A lead would go round “A”, “B” without ever resting: put a wait into the loop.',
      fix: { kind: 'insert-wait', edgeId: 'e2' },
    });
  });

  it('with a rest on every way round are fine', () => {
    const graph = graphOf(
      [start, node('a', 'step'), fork('b', 'lead.x'), node('r', 'rest'), end],
      's>a a>b b.b0>r r>a b.else>z',
    );
    expect(codes(graph)).toEqual([]);
  });

  it('are refused where one of two ways round has no rest', () => {
    const nodes = [start, node('a', 'step'), fork('b', 'lead.x', 'lead.y'), node('r', 'rest'), end];
    expect(codes(graphOf(nodes, 's>a a>b b.b0>r r>a b.b1>a b.else>z'))).toEqual(['loop-without-wait']);
  });

  it('are refused where their rest is off, or rests only once', () => {
    const edges = 's>a a>b b.b0>r r>a b.else>z';
    const nodes = (rest: ReturnType<typeof node>) => [start, node('a', 'step'), fork('b', 'lead.x'), rest, end];
    expect(codes(graphOf(nodes(node('r', 'rest', {}, { off: true })), edges))).toEqual(['loop-without-wait']);
    expect(codes(graphOf(nodes(node('r', 'rest', { once: true })), edges))).toEqual(['loop-without-wait']);
  });

  it('of a node with itself count', () => {
    const graph = graphOf([start, fork('a', 'lead.x'), end], 's>a a.b0>a a.else>z');
    expect(codes(graph)).toEqual(['loop-without-wait']);
  });
});

it('diagnostics stand in drawn order, those of the whole workflow first', () => {
  const graph = graphOf([node('m', 'mail'), node('a', 'step'), { ...start, off: true }], 's>a a>m gone>a');
  const found = compile(graph, SAMPLE_CATALOG).diagnostics.map(({ code, nodeId }) => `${code} ${nodeId ?? ''}`);
  expect(found).toEqual(['edge-from-missing-node ', 'triggers-off ', 'config-missing m', 'unconnected-port m']);
});
