import type { Graph, GraphNode } from '@trellis/shared/graph/graph.ts';
import { type SummaryNames, summarize } from '@trellis/shared/node/summary.ts';
import type { CatalogIndex } from '../store/catalog-index.ts';
import { indexGraph } from '../store/graph-index.ts';
import { withSteps } from './names.ts';

/** The line of a step of `graph`. */
export type Summarize = (node: GraphNode, graph: Graph) => string;

interface Line {
  words: string;
  /** The other steps that it mentions, by id, as they were called. */
  mentioned: ReadonlyMap<string, string | undefined>;
}

/** Says the lines of cards, and says one anew only when its step has changed or a step that it mentions is called otherwise. */
export function createSummaries(catalog: CatalogIndex, names: SummaryNames): Summarize {
  const said = new WeakMap<GraphNode, Line>();
  return (node, graph) => {
    const steps = indexGraph(graph).node;
    const nameOf = (id: string) => steps.get(id)?.name || undefined;
    const before = said.get(node);
    if (before && [...before.mentioned].every(([id, name]) => nameOf(id) === name)) return before.words;
    const mentioned = new Map<string, string | undefined>();
    const told = withSteps(names, (id) => {
      const name = nameOf(id);
      mentioned.set(id, name);
      return name;
    });
    const type = catalog.get(node.type);
    const words = summarize(type?.summary ?? '', { ...type?.initial, ...node.config }, told);
    said.set(node, { words, mentioned });
    return words;
  };
}
