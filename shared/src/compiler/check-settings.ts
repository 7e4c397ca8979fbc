import { parseCondition } from '../condition/parse.ts';
import type { Graph } from '../graph/graph.ts';
import type { Report } from './diagnostic.ts';

/** Checks the conditions of the workflow's own settings: entry filter, guard, exit rules. */
export function checkSettings({ settings }: Graph, report: Report): void {
  const conditions: [string, unknown, (string | number)[]][] = [
    ['The entry filter', settings.entryFilter, ['settings', 'entryFilter']],
    ['The guard', settings.guard, ['settings', 'guard']],
    ...(settings.exitRules ?? []).map(({ name, filter }, index): [string, unknown, (string | number)[]] => {
      return [`The exit rule “${name}”`, filter, ['settings', 'exitRules', index, 'filter']];
    }),
  ];
  for (const [what, condition, path] of conditions) {
    if (condition === undefined) continue;
    const parsed = parseCondition(condition);
    if (parsed.ok) continue;
    for (const problem of parsed.problems) {
      report({
        code: 'settings-condition',
        severity: 'error',
        path: [...path, ...problem.path],
        message: `${what}: ${problem.message}`,
      });
    }
  }
}
