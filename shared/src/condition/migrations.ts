import { CONDITION_VERSION } from './condition.ts';

type Saved = Record<string, unknown>;

interface ConditionMigration {
  /** What it changes, for people reading a log. */
  name: string;
  /** The version it makes, from the one before. */
  to: number;
  /** Gets a saved condition within the depth limit, and gives the next version's; never changes its input. */
  migrate(saved: Saved): Saved;
}

/** Oldest first. Version 0 is a query as react-querybuilder exports it, without a version. */
const migrations: readonly ConditionMigration[] = [
  { name: 'name presence operators', to: 1, migrate: (saved) => renamePresence(saved) },
];

const presenceNames = new Map<unknown, string>([
  ['null', 'isNotSet'],
  ['notNull', 'isSet'],
]);

function renamePresence(node: Saved): Saved {
  if (Array.isArray(node.rules)) {
    return { ...node, rules: node.rules.map((rule: unknown) => (isSaved(rule) ? renamePresence(rule) : rule)) };
  }
  const name = presenceNames.get(node.operator);
  return name ? { ...node, operator: name } : node;
}

function isSaved(value: unknown): value is Saved {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Brings a saved condition to the present version; a version from the future is answered with a sentence. */
export function migrateCondition(saved: unknown): { ok: true; condition: unknown } | { ok: false; message: string } {
  if (!isSaved(saved)) return { ok: true, condition: saved };
  const version = saved.version ?? 0;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 0 || version > CONDITION_VERSION) {
    const found = typeof version === 'number' ? String(version) : typeof version;
    const message = `The condition has version ${found}; expected 0 to ${CONDITION_VERSION}. Was it saved by a newer Trellis?`;
    return { ok: false, message };
  }
  const due = migrations.filter((migration) => migration.to > version);
  return { ok: true, condition: due.reduce((condition, { migrate }) => migrate(condition), saved) };
}
