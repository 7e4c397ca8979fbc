import type { GraphEdge } from '@trellis/shared/graph/graph.ts';

/** The bare shape of a graph: node ids in document order, and for each its edges in port order. */
export interface FlowShape {
  nodes: readonly string[];
  out(node: string): readonly GraphEdge[];
  /** Nodes that come first among the roots. */
  isTrigger(node: string): boolean;
}

export interface FlowOrder {
  /** Node ids, each after all nodes that lead to it. */
  order: string[];
  /** Nodes into which nothing leads, triggers first. */
  roots: string[];
  /** Ids of the edges that go back to a node on the way: loops. */
  loops: Set<string>;
  /** Edges arriving at a node, loops left out. */
  arriving: Map<string, GraphEdge[]>;
  /** The nearest node that every way to this one passes; null where there is none. */
  dominator: Map<string, string | null>;
}

/** Orders a graph for drawing. Without recursion, so that a chain of thousands of nodes can't exhaust the stack. */
export function orderFlow(shape: FlowShape): FlowOrder {
  const entered = new Set<string>();
  for (const node of shape.nodes) for (const edge of shape.out(node)) if (edge.to !== node) entered.add(edge.to);
  const starts = shape.nodes.filter((node) => !entered.has(node));
  const roots = [...starts.filter((node) => shape.isTrigger(node)), ...starts.filter((node) => !shape.isTrigger(node))];

  const state = new Map<string, 'open' | 'done'>();
  const finished: string[] = [];
  const loops = new Set<string>();
  const visit = (start: string) => {
    if (state.has(start)) return false;
    const stack = [{ node: start, next: 0 }];
    state.set(start, 'open');
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      if (!top) break;
      const edge = shape.out(top.node)[top.next++];
      if (!edge) {
        state.set(top.node, 'done');
        finished.push(top.node);
        stack.pop();
      } else if (state.get(edge.to) === 'open') loops.add(edge.id);
      else if (!state.has(edge.to)) {
        state.set(edge.to, 'open');
        stack.push({ node: edge.to, next: 0 });
      }
    }
    return true;
  };
  for (const root of roots) visit(root);
  // What is left are circles that nothing leads into: the first of each in the document begins it.
  for (const node of shape.nodes) if (visit(node)) roots.push(node);

  const order = finished.reverse();
  const arriving = new Map<string, GraphEdge[]>();
  for (const node of order) {
    for (const edge of shape.out(node)) {
      if (loops.has(edge.id)) continue;
      const list = arriving.get(edge.to);
      if (list) list.push(edge);
      else arriving.set(edge.to, [edge]);
    }
  }
  return { order, roots, loops, arriving, dominator: dominators(order, arriving) };
}

/** Each node's nearest common ancestor of all that lead to it, in one pass over the order. */
function dominators(
  order: readonly string[],
  arriving: ReadonlyMap<string, readonly GraphEdge[]>,
): Map<string, string | null> {
  const dominator = new Map<string, string | null>();
  const depth = new Map<string | null, number>([[null, 0]]);
  const meet = (a: string | null, b: string | null): string | null => {
    let left = a;
    let right = b;
    while (left !== right) {
      if ((depth.get(left) ?? 0) >= (depth.get(right) ?? 0))
        left = left === null ? null : (dominator.get(left) ?? null);
      else right = right === null ? null : (dominator.get(right) ?? null);
    }
    return left;
  };
  for (const node of order) {
    const edges = arriving.get(node) ?? [];
    const first = edges[0];
    let found: string | null = first ? first.from : null;
    for (const edge of edges.slice(1)) found = meet(found, edge.from);
    dominator.set(node, found);
    depth.set(node, (depth.get(found) ?? 0) + 1);
  }
  return dominator;
}
