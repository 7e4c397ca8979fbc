import type { z } from 'zod';
import { GRAPH_VERSION, type Graph, graphSchema } from './graph.ts';
import { poisonProblem } from './poison.ts';

/** Changes a document of one graph version into the next. Never edited once released: old documents must stay readable. */
export interface GraphMigration {
  name: string;
  migrate(document: Record<string, unknown>): Record<string, unknown>;
}

/** By the version a migration starts from: `{ 1: { name, migrate } }` makes version 2. Empty while there is one version. */
export const GRAPH_MIGRATIONS: Readonly<Record<number, GraphMigration>> = {};

export interface GraphProblem {
  code: 'graph-unreadable' | 'graph-poison' | 'graph-version' | 'graph-shape';
  path: (string | number)[];
  message: string;
}

export type ReadGraph = { graph: Graph; problems?: undefined } | { graph?: undefined; problems: GraphProblem[] };

/** The most problems named at once: a broken document has one cause and a thousand symptoms. */
const MAX_PROBLEMS = 20;

/**
 * Reads a saved graph of this or an older version; never throws. Double ids and edges to missing nodes are no problem here: a draft may be
 * unfinished, and the compiler names them.
 */
export function readGraph(
  document: unknown,
  migrations: Readonly<Record<number, GraphMigration>> = GRAPH_MIGRATIONS,
  current: number = GRAPH_VERSION,
): ReadGraph {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    return refuse(
      'graph-unreadable',
      'A workflow document is a JSON object with nodes and edges; this is something else.',
    );
  }
  const poison = poisonProblem(document);
  if (poison) return refuse('graph-poison', `The workflow document ${poison.what}.`, poison.path);
  const migrated = migrateGraph(document as Record<string, unknown>, migrations, current);
  if ('problems' in migrated) return migrated;
  const parsed = graphSchema.safeParse(migrated.document);
  if (parsed.success) return { graph: parsed.data };
  return { problems: parsed.error.issues.slice(0, MAX_PROBLEMS).map(shapeProblem) };
}

function migrateGraph(
  document: Record<string, unknown>,
  migrations: Readonly<Record<number, GraphMigration>>,
  current: number,
): { document: Record<string, unknown> } | { problems: GraphProblem[] } {
  const { graphVersion: version } = document;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    return refuse('graph-version', 'The workflow document has no graphVersion: expected a whole number from 1.', [
      'graphVersion',
    ]);
  }
  if (version > current) {
    return refuse(
      'graph-version',
      `The workflow document was saved by a newer Trellis (graph version ${version}, this one reads up to ${current}): update Trellis to open it.`,
      ['graphVersion'],
    );
  }
  let migrated = document;
  for (let from = version; from < current; from++) {
    const migration = migrations[from];
    if (!migration)
      return refuse('graph-version', `No migration leads from graph version ${from} to ${from + 1}.`, ['graphVersion']);
    try {
      migrated = { ...migration.migrate(migrated), graphVersion: from + 1 };
    } catch {
      return refuse(
        'graph-version',
        `The document does not have the shape of graph version ${from}: “${migration.name}” could not read it.`,
      );
    }
  }
  return { document: migrated };
}

function refuse(
  code: GraphProblem['code'],
  message: string,
  path: (string | number)[] = [],
): { problems: GraphProblem[] } {
  return { problems: [{ code, path, message }] };
}

function shapeProblem(issue: z.core.$ZodIssue): GraphProblem {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  return { code: 'graph-shape', path, message: `${path.join('.') || 'The document'}: ${issue.message}` };
}
