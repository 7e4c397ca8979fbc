import type { Graph } from '@trellis/shared/graph/graph.ts';
import type { Fix } from '../../canvas/workflow-api.ts';
import { indexGraph } from '../graph-index.ts';
import { deleteNodes } from './delete.ts';
import { setConfig, setEndsHere } from './edit.ts';
import { type CommandContext, insertStep } from './insert.ts';
import { type Outcome, refused } from './outcome.ts';
import { disconnect } from './wire.ts';

/**
 * Does by one click what a problem's fix names. `add-trigger` is a question (which one?) and not done here. A wait to put in is
 * the catalog's first type of timing.
 */
export function applyFix(graph: Graph, fix: Exclude<Fix, { kind: 'add-trigger' }>, context: CommandContext): Outcome {
  const types = [...context.catalog.values()];
  switch (fix.kind) {
    case 'delete-edge':
      return disconnect(graph, fix.edgeId);
    case 'delete-node':
      return deleteNodes(graph, [fix.nodeId], { catalog: context.catalog });
    case 'end-here':
      return setEndsHere(graph, fix.nodeId, fix.port, true);
    case 'insert-wait': {
      const wait = types.find((type) => type.category === 'timing');
      return wait ? insertStep(graph, wait, { kind: 'edge', edge: fix.edgeId }, context) : refused('stepGone');
    }
    case 'replace': {
      const node = indexGraph(graph).node.get(fix.nodeId);
      if (!node) return refused('stepGone');
      const config = replaceAt(node.config, fix.path, fix.from, fix.to);
      return setConfig(graph, fix.nodeId, config as Record<string, unknown>); // the root stays the record it was
    }
    default:
      return fix satisfies never;
  }
}

/** A copy of a value in which `from` is `to` in the text at a path, or below it where a value and not a text stands there. */
function replaceAt(value: unknown, path: readonly (string | number)[], from: string, to: string): unknown {
  const [key, ...rest] = path;
  if (key !== undefined && Array.isArray(value))
    return value.map((entry, index) => (index === key ? replaceAt(entry, rest, from, to) : entry));
  if (key !== undefined && typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]) => [
        name,
        name === String(key) ? replaceAt(entry, rest, from, to) : entry,
      ]),
    );
  }
  if (typeof value === 'string') return value.replaceAll(from, to);
  if (Array.isArray(value)) return value.map((entry) => replaceAt(entry, [], from, to));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, replaceAt(entry, [], from, to)]));
  }
  return value;
}
