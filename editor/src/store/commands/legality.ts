import { GRAPH_LIMITS, type Graph } from '@trellis/shared/graph/graph.ts';
import type { NodeDescription } from '@trellis/shared/node/describe.ts';
import { type CatalogIndex, isTrigger } from '../catalog-index.ts';
import { indexGraph } from '../graph-index.ts';
import type { Reason } from './outcome.ts';

/** A place where a step can be put: on an edge, at an open port, or anywhere on the canvas. */
export type Spot =
  | { kind: 'edge'; edge: string }
  | { kind: 'port'; node: string; port: string }
  | { kind: 'free'; position: { x: number; y: number } };

/** Why a step of this type can't be put at a spot; null where it can. */
export function whyNotInsert(graph: Graph, description: NodeDescription, spot: Spot): Reason | null {
  if (graph.nodes.length >= GRAPH_LIMITS.nodes) return { key: 'tooManySteps', values: { count: GRAPH_LIMITS.nodes } };
  if (spot.kind === 'free') return null;
  if (description.trigger) return { key: 'triggerStarts' };
  if (spot.kind === 'edge' && description.end) return { key: 'endCutsOff' };
  return null;
}

/** Why a port can't lead to a node; null where it can. */
export function whyNotConnect(graph: Graph, catalog: CatalogIndex, from: string, to: string): Reason | null {
  const target = indexGraph(graph).node.get(to);
  if (!target || !indexGraph(graph).node.has(from)) return { key: 'stepGone' };
  if (from === to) return { key: 'ontoItself' };
  if (isTrigger(target, catalog)) return { key: 'nothingIntoTrigger' };
  return null;
}
