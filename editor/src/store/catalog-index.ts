import type { Graph, GraphNode } from '@trellis/shared/graph/graph.ts';
import type { Category, Port } from '@trellis/shared/node/definition.ts';
import type { NodeDescription } from '@trellis/shared/node/describe.ts';
import { resolvePorts } from '@trellis/shared/node/ports.ts';
import { indexGraph } from './graph-index.ts';

/** All that the editor knows of node types, by type. */
export type CatalogIndex = ReadonlyMap<string, NodeDescription>;

export function indexCatalog(catalog: readonly NodeDescription[]): CatalogIndex {
  return new Map(catalog.map((description) => [description.type, description]));
}

/**
 * The ports of a node in drawn order. A port that has an edge but is no longer declared (a branch taken out of the form, an
 * unknown node type) is kept at the end, so that the edge stays visible and can be moved or deleted.
 */
export function portsOf(graph: Graph, node: GraphNode, catalog: CatalogIndex): Port[] {
  const description = catalog.get(node.type);
  const declared = description
    ? resolvePorts(description.ports, { ...description.initial, ...node.config }, node.portNames)
    : [];
  const lost = [...(indexGraph(graph).out.get(node.id)?.keys() ?? [])].filter(
    (id) => !declared.some((port) => port.id === id),
  );
  return lost.length === 0 ? declared : [...declared, ...lost.map((id) => ({ id, label: id }))];
}

/** The ports that a card shows: those of no consequence while unconnected (optional ones) only once something follows them, but always one. */
export function drawnPorts(graph: Graph, node: GraphNode, catalog: CatalogIndex): Port[] {
  const ports = portsOf(graph, node, catalog);
  const edges = indexGraph(graph).out.get(node.id);
  const drawn = ports.filter((port) => !port.optional || edges?.has(port.id));
  return drawn.length > 0 ? drawn : ports.slice(0, 1);
}

/** The category of a node; `end` grey for a type that the catalog lacks. */
export function categoryOf(node: GraphNode, catalog: CatalogIndex): Category {
  return catalog.get(node.type)?.category ?? 'end';
}

/** True for a node without exits, which is drawn as a pill. */
export function isEnd(node: GraphNode, catalog: CatalogIndex): boolean {
  return catalog.get(node.type)?.end ?? false;
}

export function isTrigger(node: GraphNode, catalog: CatalogIndex): boolean {
  return catalog.get(node.type)?.trigger ?? false;
}
