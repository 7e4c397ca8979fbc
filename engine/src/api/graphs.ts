import { ORPCError } from '@orpc/server';
import { emptyGraph, type Graph } from '@trellis/shared/graph/graph.ts';
import { readGraph } from '@trellis/shared/graph/migrations.ts';

/** A graph as handed in, checked for what no document may hold (depth, NUL, `__proto__` …). @throws the contract's `invalid-input` */
export function soundGraph(document: unknown): Graph {
  const read = readGraph(document);
  if (read.graph) return read.graph;
  const fields = read.problems.map(({ path, message }) => ({ path: ['graph', ...path], message }));
  throw new ORPCError('invalid-input', {
    status: 400,
    message: fields[0]?.message ?? 'The graph cannot be read.',
    data: { fields },
  });
}

/** A stored graph, brought to the present version; one that cannot be read any more shows as an empty drawing rather than as an error page. */
export function readableGraph(document: unknown): Graph {
  return readGraph(document).graph ?? emptyGraph();
}
