import type { GraphEdge } from '../graph/graph.ts';
import type { Diagnostic, Report } from './diagnostic.ts';
import type { Drawing } from './drawing.ts';

/** Edges must lead from a port that exists, one per port, to a node that is there and is no trigger. Fills `out` of the parts with the good ones. */
export function checkEdges({ graph, byId }: Drawing, report: Report): void {
  const ids = new Set<string>();
  for (const edge of graph.edges) {
    const from = byId.get(edge.from);
    const to = byId.get(edge.to);
    if (ids.has(edge.id)) {
      report(
        onEdge(
          edge,
          'duplicate-edge-id',
          `Two lines have the same id (${edge.id}): delete one of them and draw it again.`,
        ),
      );
    }
    ids.add(edge.id);
    if (!from) {
      report(
        onEdge(
          edge,
          'edge-from-missing-node',
          `A line into ${to?.label ?? 'nowhere'} comes from a node that is no longer there.`,
        ),
      );
    } else if (!to) {
      const message = `The line from ${from.label} leads to a node that is no longer there: draw it to another.`;
      report({ ...onEdge(edge, 'edge-to-missing-node', message), nodeId: edge.from, port: edge.port });
    } else if (from.type && !from.ports.some(({ id }) => id === edge.port)) {
      const message = `A line leaves ${from.label} by the port “${edge.port}”, which it no longer has: draw it from another.`;
      report({ ...onEdge(edge, 'edge-from-unknown-port', message), nodeId: edge.from, port: edge.port });
    } else if (to.trigger) {
      const message = `A line leads from ${from.label} into the trigger ${to.label}: triggers only start runs, nothing can lead into them.`;
      report({ ...onEdge(edge, 'edge-into-trigger', message), nodeId: edge.to });
    } else if (from.out.has(edge.port)) {
      const message = `Two lines leave ${from.label} by the port “${portLabel(from.ports, edge.port)}”: a lead can take only one, delete the other.`;
      report({ ...onEdge(edge, 'port-has-two-edges', message), nodeId: edge.from, port: edge.port });
    } else if (from.type) {
      from.out.set(edge.port, { edge, to });
    }
  }
}

function portLabel(ports: { id: string; label: string }[], id: string): string {
  return ports.find((port) => port.id === id)?.label ?? id;
}

function onEdge(edge: GraphEdge, code: string, message: string): Diagnostic {
  return {
    code,
    severity: 'error',
    edgeId: edge.id,
    message,
    fix: { kind: 'delete-edge', label: 'Delete the line', edgeId: edge.id },
  };
}
