import { emptyGraph, type Graph, graphSchema } from '@trellis/shared/graph/graph.ts';
import { portsOf } from '../catalog-index.ts';
import { indexGraph } from '../graph-index.ts';
import { type Fragment, fragmentOf, headOf, placeFragment, renewIds, tailOf } from './fragment.ts';
import { type CommandContext, freeName } from './insert.ts';
import type { Spot } from './legality.ts';
import { done, type Outcome, type Reason, refused } from './outcome.ts';

/** Marks clipboard text as ours. */
const KIND = 'trellis/steps';

/** Steps and the edges among them as JSON text, for the clipboard. */
export function copyText(
  graph: Graph,
  ids: readonly string[],
  positions: ReadonlyMap<string, { x: number; y: number }>,
): string {
  const { nodes, edges } = fragmentOf(graph, ids);
  const placed = nodes.map((node) => ({ ...node, position: node.position ?? positions.get(node.id) }));
  return JSON.stringify({ kind: KIND, nodes: placed, edges }, null, 2);
}

/** Reads clipboard text; says in words what is wrong with it. */
export function readClipboard(text: string): { fragment: Fragment } | { reason: Reason } {
  if (text.trim() === '') return { reason: { key: 'clipboardEmpty' } };
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return { reason: { key: 'clipboardText', values: { text: text.trim().slice(0, 40) } } };
  }
  if (
    typeof found !== 'object' ||
    found === null ||
    !('kind' in found) ||
    found.kind !== KIND ||
    !('nodes' in found) ||
    !('edges' in found)
  ) {
    return { reason: { key: 'clipboardOther' } };
  }
  const parsed = graphSchema.safeParse({ ...emptyGraph(), nodes: found.nodes, edges: found.edges });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return {
      reason: { key: 'clipboardBroken', values: { where: issue?.path.join('.') ?? '', what: issue?.message ?? '' } },
    };
  }
  const ids = new Set(parsed.data.nodes.map((node) => node.id));
  if (ids.size === 0) return { reason: { key: 'clipboardEmpty' } };
  return {
    fragment: {
      nodes: parsed.data.nodes,
      edges: parsed.data.edges.filter((edge) => ids.has(edge.from) && ids.has(edge.to)),
    },
  };
}

/** Puts copied steps in under new ids: behind `after` where they fit there, else loose at a position. */
export function paste(
  graph: Graph,
  text: string,
  where: { after?: string | undefined; position: { x: number; y: number } },
  context: CommandContext,
): Outcome {
  const read = readClipboard(text);
  if ('reason' in read) return { ok: false, reason: read.reason };
  const unknown = read.fragment.nodes.find((node) => !context.catalog.has(node.type));
  if (unknown) return refused('clipboardUnknownType', { type: unknown.type, name: unknown.name });
  const fresh = renewIds(read.fragment, context.newId);
  const named = { ...fresh, nodes: nameFreely(graph, fresh) };
  const behind = where.after ? spotBehind(graph, where.after, named, context) : null;
  const placed = placeFragment(graph, named, behind ?? { kind: 'free', position: where.position }, context);
  if ('reason' in placed) return { ok: false, reason: placed.reason };
  return done(
    placed.graph,
    { key: 'paste', values: { count: named.nodes.length } },
    named.nodes.map((node) => node.id),
  );
}

/** Puts copies of steps behind themselves where they have one way in and one way on, else beside themselves. */
export function duplicate(
  graph: Graph,
  ids: readonly string[],
  positions: ReadonlyMap<string, { x: number; y: number }>,
  context: CommandContext,
): Outcome {
  const original = fragmentOf(graph, ids);
  const [first] = original.nodes;
  if (!first) return refused('stepGone');
  const placedHere = original.nodes.map((node) => {
    const position = node.position ?? positions.get(node.id);
    return position ? { ...node, position } : node;
  });
  const fresh = renewIds({ nodes: placedHere, edges: original.edges }, context.newId);
  const copy = { ...fresh, nodes: nameFreely(graph, fresh) };
  const head = headOf(original, context.catalog);
  const tail = head ? tailOf({ nodes: original.nodes, edges: original.edges }, head, context.catalog) : null;
  const behind = tail ? spotBehind(graph, tail.node, copy, context) : null;
  const at = placedHere[0]?.position ?? { x: 0, y: 0 };
  const placed = placeFragment(
    graph,
    copy,
    behind ?? { kind: 'free', position: { x: at.x + 248, y: at.y + 24 } },
    context,
  );
  if ('reason' in placed) return { ok: false, reason: placed.reason };
  return done(
    placed.graph,
    { key: 'duplicate', values: { name: first.name, count: copy.nodes.length } },
    copy.nodes.map((node) => node.id),
  );
}

/** The first port of a step as a spot that the fragment fits at; null where it fits none. */
function spotBehind(graph: Graph, id: string, fragment: Fragment, { catalog }: CommandContext): Spot | null {
  const node = indexGraph(graph).node.get(id);
  const head = headOf(fragment, catalog);
  const port = node ? portsOf(graph, node, catalog)[0] : undefined;
  if (!node || !head || !port) return null;
  const edge = indexGraph(graph).out.get(id)?.get(port.id);
  if (!edge) return { kind: 'port', node: id, port: port.id };
  return tailOf(fragment, head, catalog) ? { kind: 'edge', edge: edge.id } : null;
}

function nameFreely(graph: Graph, fragment: Fragment): Fragment['nodes'] {
  let grown = graph;
  return fragment.nodes.map((node) => {
    const named = { ...node, name: freeName(grown, node.name) };
    grown = { ...grown, nodes: [...grown.nodes, named] };
    return named;
  });
}
