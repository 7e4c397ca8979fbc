import {
  CONDITION_VERSION,
  type Condition,
  type ConditionGroup,
  checkDepth,
  type HistoryRule,
  isGroup,
  isHistory,
  type Rule,
} from './condition.ts';

/** A count to look up in a lead's event history. */
export interface CountQuery {
  /** Equal for equal questions: the key under which to keep the answer. */
  key: string;
  /** Event name, or a beginning followed by `*`. */
  event: string;
  /** Events with `effectiveAt` in (now − days × 24 h, now]; all up to now if absent. */
  days?: number | undefined;
  /** Count only events that make this true with themselves as `event`, all other sources as in the condition's world. */
  where?: Condition | undefined;
}

/** The look-up a history clause asks for. */
export function countQuery({ value: { event, days, where } }: HistoryRule): CountQuery {
  // Ids change with every edit; two clauses that ask the same share one look-up.
  const key = JSON.stringify([event, days ?? null, where ?? null], (name, part: unknown) =>
    name === 'id' ? undefined : part,
  );
  return { key, event, days, where: where && { version: CONDITION_VERSION, ...where } };
}

/** The history look-ups a condition requires, each once; load them before `evaluate`. Throws ConditionError if too deep. */
export function needs(condition: ConditionGroup): CountQuery[] {
  const queries = new Map<string, CountQuery>();
  walk(condition, 1, (rule) => {
    if (!isHistory(rule)) return;
    const query = countQuery(rule);
    queries.set(query.key, query);
  });
  return [...queries.values()];
}

/** The fields a condition reads, each once, those of history filters left out: for the compiler's check of names. */
export function fieldsOf(condition: ConditionGroup): string[] {
  const fields = new Set<string>();
  walk(condition, 1, (rule) => {
    if (isHistory(rule)) return;
    fields.add(rule.field);
    if ('valueSource' in rule && rule.valueSource === 'field') fields.add(String(rule.value));
  });
  return [...fields];
}

/** The event names and patterns a condition counts, each once. */
export function countedEvents(condition: ConditionGroup): string[] {
  return [...new Set(needs(condition).map(({ event }) => event))];
}

function walk(group: ConditionGroup, depth: number, visit: (rule: Rule) => void): void {
  checkDepth(depth);
  for (const node of group.rules) {
    if (isGroup(node)) walk(node, depth + 1, visit);
    else visit(node);
  }
}
