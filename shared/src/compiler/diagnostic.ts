export type Severity = 'error' | 'warning';

/** What the editor can do by one click; `label` is the button. */
export type Fix =
  | { kind: 'add-trigger'; label: string }
  | { kind: 'end-here'; label: string; nodeId: string; port: string }
  | { kind: 'delete-edge'; label: string; edgeId: string }
  | { kind: 'delete-node'; label: string; nodeId: string }
  /** Put a wait on this edge. */
  | { kind: 'insert-wait'; label: string; edgeId: string }
  /** Replace one name by another where it stands in the text or value at `path` of the node's config. */
  | { kind: 'replace'; label: string; nodeId: string; path: (string | number)[]; from: string; to: string };

/** A fault of a drawn workflow. Errors forbid publishing, warnings don't. */
export interface Diagnostic {
  /** Stable, e.g. `unconnected-port`; a node type's own checks add theirs. */
  code: string;
  severity: Severity;
  nodeId?: string;
  edgeId?: string;
  port?: string;
  /** Where in the node's config, e.g. `['branches', 0, 'when']`. */
  path?: (string | number)[];
  /** A sentence that names the offender and says what to do. */
  message: string;
  fix?: Fix;
}

export type Report = (diagnostic: Diagnostic) => void;
