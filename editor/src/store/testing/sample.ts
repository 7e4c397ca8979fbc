import { emptyGraph, type Graph } from '@trellis/shared/graph/graph.ts';
import type { NodeDescription } from '@trellis/shared/node/describe.ts';
import { type CatalogIndex, indexCatalog } from '../catalog-index.ts';
import type { NewId } from '../commands/outcome.ts';

/** A description as the api sends it; for tests, which must not know the real node types. */
function describe(type: string, more: Partial<NodeDescription>): NodeDescription {
  return {
    type,
    version: 1,
    category: 'data',
    title: type,
    icon: 'tag',
    keywords: [],
    ports: [{ id: 'next', label: 'Next' }],
    summary: '',
    place: 'local',
    trigger: false,
    end: false,
    schema: { type: 'object', properties: {} },
    initial: {},
    ...more,
  };
}

export const SAMPLE_TYPES: NodeDescription[] = [
  describe('start', { category: 'trigger', title: 'Start', icon: 'bolt', trigger: true }),
  describe('mail', {
    category: 'message',
    title: 'Email',
    icon: 'mail',
    summary: '{subject}',
    keywords: ['letter'],
    schema: {
      type: 'object',
      properties: { subject: { type: 'string', minLength: 1, title: 'Subject' } },
      required: ['subject'],
    },
  }),
  describe('pause', { category: 'timing', title: 'Wait for a time', icon: 'clock', summary: 'Wait' }),
  describe('ask', {
    category: 'timing',
    title: 'Wait for an event',
    icon: 'hourglass',
    ports: [
      { id: 'yes', label: 'Clicked' },
      { id: 'no', label: 'Timed out' },
    ],
  }),
  describe('choose', {
    category: 'logic',
    title: 'Branch',
    icon: 'git-branch',
    ports: { each: 'branches', id: 'id', label: 'name', plus: [{ id: 'else', label: 'Else' }] },
    initial: { branches: [] },
  }),
  describe('stop', { category: 'end', title: 'End', icon: 'flag', ports: [], end: true }),
];

export const SAMPLE_CATALOG: CatalogIndex = indexCatalog(SAMPLE_TYPES);

/** Ids in order: `mail-1`, `edge-2`… */
export function countingIds(): NewId {
  let n = 0;
  return (word) => {
    n += 1;
    return `${word}-${n}`;
  };
}

/**
 * A graph from two lists: `a:type` for nodes, `a.port>b` or `a>b` (port `next`) for edges. Names are the ids.
 * @example graphOf('s:start m:mail e:stop', 's>m m>e')
 */
export function graphOf(nodes: string, edges = ''): Graph {
  const words = (text: string) => text.split(/\s+/).filter(Boolean);
  return {
    ...emptyGraph(),
    nodes: words(nodes).map((word) => {
      const [id = '', type = 'mail'] = word.split(':');
      const config =
        type === 'choose'
          ? {
              branches: [
                { id: 'a', name: 'A' },
                { id: 'b', name: 'B' },
              ],
            }
          : {};
      return { id, type, typeVersion: 1, name: id, config };
    }),
    edges: words(edges).map((word) => {
      const [from = '', to = ''] = word.split('>');
      const [node = '', port = 'next'] = from.split('.');
      return { id: `${node}-${port}`, from: node, port, to };
    }),
  };
}

/** The edges of a graph in the notation of `graphOf`, sorted. */
export function edgesOf(graph: Graph): string[] {
  return graph.edges.map((edge) => `${edge.from}${edge.port === 'next' ? '' : `.${edge.port}`}>${edge.to}`).sort();
}

/** The drawn example: trigger, mail, wait, mail, an event with two sides, a three-way branch, one end. */
export function ebookGraph(): Graph {
  return graphOf(
    'down:start thanks:mail two:pause insights:mail read:ask band:choose gentle:mail call:mail deep:mail green:mail end:stop',
    'down>thanks thanks>two two>insights insights>read read.yes>band read.no>gentle band.a>call band.b>deep band.else>green call>end deep>end green>end gentle>end',
  );
}

/** A workflow of `count` steps: an ask every ten, whose sides meet again. */
export function longGraph(count: number): Graph {
  const nodes = ['s0:start'];
  const edges: string[] = [];
  let tail = 's0';
  for (let n = 1; nodes.length < count; n++) {
    if (n % 10 === 0) {
      nodes.push(`n${n}:ask`, `y${n}:mail`, `o${n}:pause`, `j${n}:mail`);
      edges.push(`${tail}>n${n}`, `n${n}.yes>y${n}`, `n${n}.no>o${n}`, `y${n}>j${n}`, `o${n}>j${n}`);
      tail = `j${n}`;
    } else {
      nodes.push(`n${n}:mail`);
      edges.push(`${tail}>n${n}`);
      tail = `n${n}`;
    }
  }
  return graphOf(nodes.join(' '), edges.join(' '));
}
