import type { Graph, GraphNode } from '@trellis/shared/graph/graph.ts';
import type { NodeDescription } from '@trellis/shared/node/describe.ts';
import type { CatalogIndex } from '../catalog-index.ts';
import { indexGraph } from '../graph-index.ts';
import { fragmentOf, headOf, placeFragment, tailOf } from './fragment.ts';
import { type Spot, whyNotInsert } from './legality.ts';
import { done, type NewId, type Outcome, refused } from './outcome.ts';

/** What commands need beside the graph. */
export interface CommandContext {
  catalog: CatalogIndex;
  newId: NewId;
}

/** A fresh step of a type, named after it, with a number behind where the name is taken. */
function newStep(graph: Graph, description: NodeDescription, newId: NewId): GraphNode {
  return {
    id: newId(description.type),
    type: description.type,
    typeVersion: description.version,
    name: freeName(graph, description.title),
    config: structuredClone(description.initial),
  };
}

/** `base`, or `base 2`, `base 3`… where a step has that name. */
export function freeName(graph: Graph, base: string): string {
  const taken = new Set(graph.nodes.map((node) => node.name));
  if (!taken.has(base)) return base;
  const stem = base.replace(/ \d+$/, '').slice(0, 90);
  for (let n = 2; ; n++) if (!taken.has(`${stem} ${n}`)) return `${stem} ${n}`;
}

/** Puts a new step at a spot: on an edge, at an open port, or at a position of its own. It becomes the selection. */
export function insertStep(graph: Graph, description: NodeDescription, spot: Spot, context: CommandContext): Outcome {
  const reason = whyNotInsert(graph, description, spot);
  if (reason) return { ok: false, reason };
  const step = newStep(graph, description, context.newId);
  const placed = placeFragment(graph, { nodes: [step], edges: [] }, spot, context);
  if ('reason' in placed) return { ok: false, reason: placed.reason };
  return done(placed.graph, { key: 'insert', values: { name: step.name } }, [step.id]);
}

/** Takes steps out of where they are, healing the way behind them, and puts them at a spot. They must have one way in and go on by one way. */
export function moveSelection(graph: Graph, ids: readonly string[], spot: Spot, context: CommandContext): Outcome {
  const fragment = fragmentOf(graph, ids);
  const head = headOf(fragment, context.catalog);
  if (!head) return refused('severalEntries');
  const moved = new Set(ids);
  const { edge: byId } = indexGraph(graph);
  const around = spot.kind === 'edge' ? byId.get(spot.edge) : undefined;
  if (around && (moved.has(around.from) || moved.has(around.to))) return refused('alreadyHere');
  if (spot.kind === 'port' && moved.has(spot.node)) return refused('alreadyHere');

  const entries = graph.edges.filter((edge) => !moved.has(edge.from) && moved.has(edge.to));
  const exits = graph.edges.filter((edge) => moved.has(edge.from) && !moved.has(edge.to));
  const targets = [...new Set(exits.map((edge) => edge.to))];
  if (entries.some((edge) => edge.to !== head.id)) return refused('severalEntries');
  if (targets.length > 1) return refused('severalExits');
  const [onward] = targets;
  // The places of the loose ends stay theirs: healed entries keep their edge ids, so that nothing else changes.
  const rest = graph.edges.flatMap((edge) => {
    if (moved.has(edge.from)) return [];
    if (!moved.has(edge.to)) return [edge];
    return onward && onward !== edge.from ? [{ ...edge, to: onward }] : [];
  });
  const without: Graph = { ...graph, nodes: graph.nodes.filter((node) => !moved.has(node.id)), edges: rest };
  if (spot.kind === 'edge' && !tailOf(fragment, head, context.catalog)) return refused('endCutsOff');
  const placed = placeFragment(without, fragment, spot, context);
  if ('reason' in placed) return { ok: false, reason: placed.reason };
  return done(placed.graph, { key: 'move', values: { name: head.name, count: ids.length } }, [...ids]);
}
