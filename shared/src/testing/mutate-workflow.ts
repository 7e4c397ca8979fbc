import type { Graph, GraphEdge, GraphNode } from '../graph/graph.ts';
import type { Chance } from './chance.ts';

/** What people do to a workflow between two versions. */
export const MUTATIONS = [
  'take out',
  'put in a wait',
  'put in a mail',
  'set otherwise',
  'lead elsewhere',
  'switch off',
  'change the type',
  'add an exit rule',
] as const;
export type Mutation = (typeof MUTATIONS)[number];

/** A workflow with some changes, which may leave it broken: whoever needs a sound one compiles it. */
export function mutateWorkflow(
  graph: Graph,
  chance: Chance,
  count = chance.int(1, 4),
): { graph: Graph; done: Mutation[] } {
  let changed = graph;
  const done: Mutation[] = [];
  for (let n = 0; n < count; n++) {
    const kind = chance.pick(MUTATIONS);
    changed = mutate(changed, kind, chance, `x${n}`);
    done.push(kind);
  }
  return { graph: changed, done };
}

function mutate(graph: Graph, kind: Mutation, chance: Chance, id: string): Graph {
  const steps = graph.nodes.filter(({ type }) => !type.startsWith('trigger-'));
  const [first, ...others] = steps;
  const [edge, ...edges] = graph.edges;
  if (!first || !edge) return graph;
  const node = chance.pick([first, ...others]);
  const line = chance.pick([edge, ...edges]);
  switch (kind) {
    case 'take out':
      return takeOut(graph, node);
    case 'put in a wait':
      return putIn(graph, line, wait(id));
    case 'put in a mail':
      return putIn(graph, line, { ...wait(id), type: 'send-email', config: { subject: 'New', body: 'Hi' } });
    case 'set otherwise':
      return replaced(graph, { ...node, config: setOtherwise(node.config, chance) as Record<string, unknown> });
    case 'lead elsewhere':
      return { ...graph, edges: graph.edges.map((one) => (one === line ? { ...one, to: node.id } : one)) };
    case 'switch off':
      return replaced(graph, { ...node, off: !node.off });
    case 'change the type':
      return replaced(graph, { ...wait(node.id), name: node.name });
    case 'add an exit rule': {
      const rule = { id, name: 'Leaves', event: 'generated.leaves' };
      return { ...graph, settings: { ...graph.settings, exitRules: [...(graph.settings.exitRules ?? []), rule] } };
    }
    default:
      return kind satisfies never;
  }
}

const wait = (id: string): GraphNode => ({
  id,
  type: 'wait',
  typeVersion: 1,
  name: 'Put in',
  config: { mode: 'duration', duration: { amount: 5, unit: 'hours', mode: 'elapsed' } },
});

const replaced = (graph: Graph, node: GraphNode): Graph => ({
  ...graph,
  nodes: graph.nodes.map((one) => (one.id === node.id ? node : one)),
});

/** The lines that led to it lead to where its first way led. */
function takeOut(graph: Graph, { id }: GraphNode): Graph {
  const next = graph.edges.find(({ from, to }) => from === id && to !== id)?.to;
  const edges = graph.edges
    .filter(({ from }) => from !== id)
    .flatMap((edge) => (edge.to !== id ? [edge] : next ? [{ ...edge, to: next }] : []));
  const ended = new Map<string, string[]>();
  for (const { from, port, to } of graph.edges)
    if (to === id && !next) ended.set(from, [...(ended.get(from) ?? []), port]);
  const nodes = graph.nodes
    .filter((node) => node.id !== id)
    .map((node) =>
      ended.has(node.id) ? { ...node, endsHere: [...(node.endsHere ?? []), ...(ended.get(node.id) ?? [])] } : node,
    );
  return { ...graph, nodes, edges };
}

function putIn(graph: Graph, line: GraphEdge, node: GraphNode): Graph {
  const edges = graph.edges.flatMap((edge) =>
    edge === line
      ? [
          { ...edge, to: node.id },
          { id: `${node.id}e`, from: node.id, port: 'next', to: line.to },
        ]
      : [edge],
  );
  return {
    ...graph,
    nodes: [...graph.nodes, { ...node, endsHere: node.type === 'send-email' ? ['failed'] : [] }],
    edges,
  };
}

/** The same config with other amounts and texts, wherever they stand. */
function setOtherwise(value: unknown, chance: Chance): unknown {
  if (Array.isArray(value)) return value.map((one) => setOtherwise(one, chance));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      if (key === 'amount' && typeof one === 'number') return [key, chance.pick([1, 2, 3, one, one * 2])];
      if ((key === 'subject' || key === 'text') && typeof one === 'string') return [key, `${one}!`];
      return [key, setOtherwise(one, chance)];
    }),
  );
}
