import type { Graph, GraphEdge, GraphNode } from '../graph/graph.ts';
import type { Catalog, NodeType } from '../node/catalog.ts';
import type { Port } from '../node/definition.ts';
import { migrateConfig } from '../node/migrate-config.ts';
import { resolvePorts } from '../node/ports.ts';
import type { Report } from './diagnostic.ts';

/** A node as the checks see it. */
export interface Part {
  index: number;
  node: GraphNode;
  /** Its name for sentences, in quotes. */
  label: string;
  /** Absent where the catalog does not know the type. */
  type: NodeType | undefined;
  /** Migrated; parsed (defaults filled in) where `valid`. */
  config: Record<string, unknown>;
  valid: boolean;
  off: boolean;
  trigger: boolean;
  ports: Port[];
  /** The edge of each port that has one, and the part it leads to. */
  out: Map<string, { edge: GraphEdge; to: Part }>;
  /** Set by check-reachable: a lead can come here. */
  reachable: boolean;
}

/** A graph with its look-ups made once, so that every check is linear. */
export interface Drawing {
  graph: Graph;
  parts: Part[];
  byId: Map<string, Part>;
}

/** Resolves types and configs of a graph. Nodes with a double id are left out after the first; `out` is filled by check-edges. */
export function readDrawing(graph: Graph, catalog: Catalog, report: Report): Drawing {
  const byId = new Map<string, Part>();
  for (const node of graph.nodes) {
    const first = byId.get(node.id);
    if (first) {
      const message = `“${node.name || node.type}” has the same id as ${first.label} (${node.id}): delete one of them and add it again.`;
      report({ code: 'duplicate-node-id', severity: 'error', nodeId: node.id, message });
      continue;
    }
    byId.set(node.id, readPart(node, byId.size, catalog, report));
  }
  return { graph, parts: [...byId.values()], byId };
}

function readPart(node: GraphNode, index: number, catalog: Catalog, report: Report): Part {
  const type = catalog.get(node.type);
  const label = `“${node.name || type?.definition.title || node.type}”`;
  const part: Part = {
    index,
    node,
    label,
    type,
    config: node.config,
    valid: false,
    off: node.off === true,
    trigger: type?.definition.starts !== undefined,
    ports: [],
    out: new Map(),
    reachable: false,
  };
  if (!type) {
    const message = `${label} is of the type “${node.type}”, which is not installed: add its package or delete the node.`;
    const fix = { kind: 'delete-node', label: 'Delete it', nodeId: node.id } as const;
    report({ code: 'unknown-node-type', severity: 'error', nodeId: node.id, message, fix });
    return part;
  }
  const migrated = migrateConfig(type.definition, node.typeVersion, node.config);
  part.config = migrated.config;
  if (migrated.problem) {
    const { code, message } = migrated.problem;
    report({ code, severity: 'error', nodeId: node.id, message: `${label} ${message}` });
  }
  part.ports = readPorts(part, type, report);
  return part;
}

function readPorts({ node, label, config }: Part, type: NodeType, report: Report): Port[] {
  const ports = new Map<string, Port>();
  // Ports that are made from a list may be made from its default.
  const parsed = type.definition.config.safeParse(config);
  for (const port of resolvePorts(type.definition.ports, parsed.success ? parsed.data : config, node.portNames)) {
    const reserved = port.id in Object.prototype;
    if (reserved || ports.has(port.id)) {
      const message = reserved
        ? `${label} has a port with the reserved id “${port.id}”: give it another id.`
        : `${label} has two ports with the id “${port.id}”: delete one of them and add it again.`;
      report({ code: 'bad-port-id', severity: 'error', nodeId: node.id, port: port.id, message });
    } else ports.set(port.id, port);
  }
  return [...ports.values()];
}

/** The parts a lead may come to next; a node that is off passes leads on by its first port only. */
export function nextParts(part: Part): Part[] {
  const next: Part[] = [];
  for (const port of part.off ? part.ports.slice(0, 1) : part.ports) {
    const target = part.out.get(port.id);
    if (target) next.push(target.to);
  }
  return next;
}
