import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyGraph } from './graph.ts';
import { type GraphMigration, readGraph } from './migrations.ts';
import { MAX_DEPTH } from './poison.ts';

const node = (id: string, config: Record<string, unknown> = {}) => ({
  id,
  type: 'end',
  typeVersion: 1,
  name: 'End',
  config,
});
const withNode = (one: unknown) => ({ ...emptyGraph(), nodes: [one] });

function nested(depth: number): unknown {
  let value: unknown = 'bottom';
  for (let i = 0; i < depth; i++) value = { value };
  return value;
}

describe('readGraph', () => {
  it('reads what was saved, and fills in what is optional', () => {
    const { graph } = readGraph({ graphVersion: 1, nodes: [node('a')], edges: [] });
    expect(graph).toEqual({ ...emptyGraph(), nodes: [node('a')] });
  });

  it('leaves double ids and lines to missing nodes to the compiler', () => {
    const edges = [{ id: 'e', from: 'a', port: 'next', to: 'nowhere' }];
    expect(readGraph({ ...emptyGraph(), nodes: [node('a'), node('a')], edges }).problems).toBeUndefined();
  });

  it.each([
    ['nothing', undefined],
    ['a text', '{}'],
    ['a list', []],
  ])('refuses %s with a sentence', (_, document) => {
    expect(readGraph(document).problems).toMatchObject([{ code: 'graph-unreadable', path: [] }]);
  });

  it('names the field that is wrong', () => {
    const { problems } = readGraph(withNode({ ...node('a'), typeVersion: 'one' }));
    expect(problems).toMatchObject([{ code: 'graph-shape', path: ['nodes', 0, 'typeVersion'] }]);
    expect(problems?.[0]?.message).toContain('nodes.0.typeVersion');
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'refuses the id %s, which every object has by birth',
    (id) => {
      expect(readGraph(withNode(node(id))).problems).toMatchObject([{ path: ['nodes', 0, 'id'] }]);
    },
  );

  it.each([
    ['half a character', { text: 'a\ud800' }, 'lone surrogate'],
    ['NUL', { text: 'a\u0000b' }, 'NUL'],
    ['a NUL in a name', { 'a\u0000b': 1 }, 'NUL'],
    ['a number that JSON lacks', { amount: Number.POSITIVE_INFINITY }, 'Infinity'],
    ['a function', { run: () => 1 }, 'function'],
    ['a key to the prototype', JSON.parse('{"__proto__": {"admin": true}}'), '__proto__'],
    ['depth 10,000', nested(10_000), `deeper than ${MAX_DEPTH}`],
  ])('refuses %s anywhere in a config', (_, config, word) => {
    const { problems } = readGraph(withNode(node('a', config as Record<string, unknown>)));
    expect(problems).toMatchObject([{ code: 'graph-poison' }]);
    expect(problems?.[0]?.message).toContain(word);
  });

  it('accepts whole characters beyond the basic plane, and depth within the bound', () => {
    expect(readGraph(withNode(node('a', { text: 'Hei 👋', deep: nested(20) }))).problems).toBeUndefined();
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.record({ graphVersion: fc.constant(1), nodes: fc.anything(), edges: fc.anything() }),
        ),
        (document) => {
          const read = readGraph(document);
          expect(read.graph === undefined).toBe(read.problems !== undefined);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('migrations of graphs', () => {
  const migrations: Record<number, GraphMigration> = {
    1: {
      name: 'rename cards to nodes',
      migrate: ({ cards, ...rest }) => ({
        ...rest,
        nodes: (cards as object[]).map((card) => ({ ...card, typeVersion: 1 })),
      }),
    },
    2: {
      name: 'name every node',
      migrate: (document) => ({
        ...document,
        nodes: (document.nodes as object[]).map((one) => ({ name: 'Step', ...one })),
      }),
    },
  };
  const old = { graphVersion: 1, cards: [{ id: 'a', type: 'end', config: {} }], edges: [] };

  it('lead an old document through every version in order, each fed with what the one before made', () => {
    const seen: unknown[] = [];
    const traced = Object.fromEntries(
      Object.entries(migrations).map(([from, { name, migrate }]) => [
        from,
        {
          name,
          migrate: (document: Record<string, unknown>) => {
            const made = migrate(document);
            seen.push(made);
            return made;
          },
        },
      ]),
    );
    readGraph(old, traced, 3);
    expect(seen).toMatchObject([
      { graphVersion: 1, nodes: [{ id: 'a', typeVersion: 1 }] },
      { graphVersion: 2, nodes: [{ id: 'a', typeVersion: 1, name: 'Step' }] },
    ]);
  });

  it('say so where a step is missing or does not fit', () => {
    expect(readGraph(old, { 1: { name: 'x', migrate: (document) => document } }, 3).problems?.[0]?.message).toBe(
      'No migration leads from graph version 2 to 3.',
    );
    expect(readGraph({ graphVersion: 1 }, migrations, 3).problems?.[0]?.message).toContain(
      '“rename cards to nodes” could not read it',
    );
  });

  it('refuse a document from the future and one without a version', () => {
    expect(readGraph({ ...emptyGraph(), graphVersion: 2 }).problems?.[0]?.message).toContain('newer Trellis');
    expect(readGraph({ nodes: [], edges: [] }).problems).toMatchObject([
      { code: 'graph-version', path: ['graphVersion'] },
    ]);
  });
});
