import type { Graph, GraphNode } from '../../graph/graph.ts';
import type { Catalog } from '../../node/catalog.ts';
import { resolvePorts } from '../../node/ports.ts';
import { quoted } from './value-words.ts';

/** Where the ports of a graph lead. */
export interface Wiring {
  nodes: ReadonlyMap<string, GraphNode>;
  /** `node\nport` → id of the next node. */
  to: ReadonlyMap<string, string>;
}

export function wiringOf({ nodes, edges }: Graph): Wiring {
  return {
    nodes: new Map(nodes.map((node) => [node.id, node])),
    to: new Map(edges.map(({ from, port, to }) => [`${from}\n${port}`, to])),
  };
}

export function nameOf(node: GraphNode, catalog: Catalog): string {
  return node.name.trim() || (catalog.get(node.type)?.definition.title ?? node.type);
}

/** What leads elsewhere, as the ends of sentences: “now leads to “Offer mail””. What only follows from a step put in or taken out is not repeated. */
export function wiringChanges(
  node: GraphNode,
  former: GraphNode,
  from: Wiring,
  to: Wiring,
  catalog: Catalog,
): string[] {
  const spec = catalog.get(node.type)?.definition.ports ?? [];
  const ports = resolvePorts(spec, node.config, node.portNames);
  return ports.flatMap(({ id: port, label }) => {
    const [before, after] = [from.to.get(`${node.id}\n${port}`), to.to.get(`${node.id}\n${port}`)];
    const [ended, ends] = [former.endsHere?.includes(port) === true, node.endsHere?.includes(port) === true];
    if (before === after && (before !== undefined || ended === ends)) return [];
    if (before && after && (leadsTo(to, after, before, from) || leadsTo(from, before, after, to))) return [];
    const who = ports.length > 1 ? `${quoted(label)} ` : '';
    const target = after === undefined ? undefined : to.nodes.get(after);
    if (target) return [`${who}now leads to ${quoted(nameOf(target, catalog))}`];
    return [ends ? `${who}now ends here` : `${who}leads nowhere any more`];
  });
}

/** True where, from a node, only nodes that the other graph lacks stand before `goal`: they were put in between. */
function leadsTo(wiring: Wiring, start: string, goal: string, other: Wiring): boolean {
  const seen = new Set<string>();
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === goal) return true;
    if (seen.has(id) || other.nodes.has(id)) continue;
    seen.add(id);
    for (const [key, next] of wiring.to) if (key.startsWith(`${id}\n`)) open.push(next);
  }
  return false;
}
