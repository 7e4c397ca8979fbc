import type { Graph, GraphEdge, GraphNode } from '@trellis/shared/graph/graph.ts';
import { done, type NewId, type Outcome } from '../store/commands/outcome.ts';
import { indexGraph } from '../store/graph-index.ts';

/** A step as it was in another version, with the lines to and from it there. */
interface FormerStep {
  node: GraphNode;
  edges: readonly GraphEdge[];
  /** Number of that version, for the name of the change. */
  version: number;
}

/** The step of a version with its lines; undefined where the version has no such step. */
export function formerStep(graph: Graph, id: string, version: number): FormerStep | undefined {
  const node = indexGraph(graph).node.get(id);
  return node && { node, version, edges: graph.edges.filter(({ from, to }) => from === id || to === id) };
}

/**
 * Makes a step of the draft what it was in another version. One that is still there keeps its place and its lines and gets its former settings; one
 * that is gone comes back where it stood, as far as what stood around it is there: a line that goes past its place leads through it again.
 */
export function takeStep(draft: Graph, former: FormerStep, newId: NewId): Outcome {
  const { node, version } = former;
  const label = { key: 'takeStep', values: { name: node.name, version } } as const;
  const present = indexGraph(draft).node.get(node.id);
  if (present) {
    const { position: _, ...rest } = node;
    const restored: GraphNode = present.position ? { ...rest, position: present.position } : rest;
    const nodes = draft.nodes.map((one) => (one.id === node.id ? restored : one));
    return done({ ...draft, nodes }, label, [node.id]);
  }
  return done({ ...draft, nodes: [...draft.nodes, node], edges: linesBack(draft, former, newId) }, label, [node.id]);
}

/** The draft's lines with those of the step put back, where their ports are free or went past its place. */
function linesBack(draft: Graph, { node, edges }: FormerStep, newId: NewId): GraphEdge[] {
  const { node: there, out } = indexGraph(draft);
  const onward = edges.filter(({ from, to }) => from === node.id && there.has(to));
  const past = new Set(onward.map(({ to }) => to));
  const moved = new Map<string, GraphEdge>();
  const added: GraphEdge[] = [];
  for (const edge of edges.filter(({ from, to }) => to === node.id && there.has(from))) {
    const now = out.get(edge.from)?.get(edge.port);
    if (!now) added.push({ ...edge, id: newId('edge') });
    else if (past.has(now.to)) moved.set(now.id, { ...now, to: node.id });
  }
  const back = onward.map((edge) => ({ ...edge, id: newId('edge') }));
  return [...draft.edges.map((edge) => moved.get(edge.id) ?? edge), ...added, ...back];
}
