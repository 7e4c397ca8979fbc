import { GRAPH_VERSION, type Graph, type GraphNode } from '@trellis/shared/graph/graph.ts';

/** A node by id; its name is the id. */
export const node = (id: string, type: string, config: Record<string, unknown> = {}): GraphNode => ({
  id,
  type,
  typeVersion: 1,
  name: id,
  config,
});

export const onEvent = (event: string): GraphNode => node('start', 'trigger-event', { event });

export const mail = (
  id: string,
  body = 'Hello {{ lead.firstName }}, read [the guide](https://guide.example "read-guide").',
) => node(id, 'send-email', { subject: `Mail ${id}`, body });

export const sleep = (id: string, amount: number, unit: 'minutes' | 'hours' | 'days') =>
  node(id, 'wait', { mode: 'duration', duration: { amount, unit, mode: 'elapsed' } });

export const untilEvent = (id: string, event: string, giveUpAfter?: { amount: number; unit: string }) =>
  node(id, 'wait-for-event', {
    event,
    lookBack: 'this-wait',
    ...(giveUpAfter ? { giveUpAfter: { ...giveUpAfter, mode: 'elapsed' } } : {}),
  });

/** `from` alone leaves by `next`; `from.port` names another. */
export type Line = readonly [from: string, to: string];

/** A workflow of these nodes and lines, drawn nowhere. */
export function graph(nodes: GraphNode[], lines: readonly Line[]): Graph {
  return {
    graphVersion: GRAPH_VERSION,
    direction: 'down',
    settings: { reEntry: { mode: 'after-exit' } },
    notes: [],
    nodes,
    edges: lines.map(([source, to], index) => {
      const [from = '', port = 'next'] = source.split('.');
      return { id: `e${index}`, from, port, to };
    }),
  };
}

/** Nodes that follow one another by `next`, the last one by nothing. */
export const chain = (...nodes: GraphNode[]): Graph =>
  graph(
    nodes,
    nodes.slice(1).map(({ id }, index) => [nodes[index]?.id ?? '', id] as const),
  );
