import { type Catalog, nodeType } from '../node/catalog.ts';
import type { TriggerRule } from '../node/definition.ts';
import type { Plan } from '../plan/plan.ts';

/** What starts runs of a plan, by trigger node: routing keeps it in an index at publish. Throws where the catalog lost a type. */
export function triggerRules(plan: Plan, catalog: Catalog): { nodeId: string; rule: TriggerRule }[] {
  return plan.triggers.flatMap((nodeId) => {
    const node = plan.nodes[nodeId];
    const rule = node && nodeType(catalog, node.type).definition.starts?.(node.config);
    return rule ? [{ nodeId, rule }] : [];
  });
}
