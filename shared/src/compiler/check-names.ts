import { GRAPH_LIMITS } from '../graph/graph.ts';
import type { Report } from './diagnostic.ts';
import type { Drawing } from './drawing.ts';

/** Names label timers and activities: they stay within what Temporal's own pages show. */
export function checkNames({ parts }: Drawing, report: Report): void {
  for (const { node } of parts) {
    if (node.name.length <= GRAPH_LIMITS.name) continue;
    const message = `The name of “${node.name.slice(0, 40)}…” has ${node.name.length} characters: shorten it to ${GRAPH_LIMITS.name}.`;
    report({ code: 'name-too-long', severity: 'error', nodeId: node.id, message });
  }
}
