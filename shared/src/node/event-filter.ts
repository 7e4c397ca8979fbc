import { CONDITION_VERSION, type Condition, type Rule, type Scalar } from '../condition/condition.ts';
import type { LookupContext } from './context.ts';

/** A filter that asks for these properties of an event; lists mean any of their values, and what is undefined is not asked for. */
export function eventFilter(properties: Record<string, Scalar | readonly Scalar[] | undefined>): Condition {
  const rules = Object.entries(properties).flatMap(([name, value]): Rule[] => {
    if (value === undefined) return [];
    const field = `event.properties.${name}`;
    // A list is told from one value by its own check; the types of readonly lists don't say so.
    return Array.isArray(value)
      ? [{ field, operator: 'in' as const, value: [...(value as readonly Scalar[])] }]
      : [{ field, operator: '=' as const, value: value as Scalar }];
  });
  return { version: CONDITION_VERSION, combinator: 'and', rules };
}

/** The key of the task that this visit makes: events about it carry it as `task`. */
export const taskKey = ({ run, node, visit }: Pick<LookupContext<unknown>, 'run' | 'node' | 'visit'>): string =>
  `${run.id}:${node.id}:${visit}`;
