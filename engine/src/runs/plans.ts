import type { Plan } from '@trellis/shared/plan/plan.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { readPlan } from '../db/queries/versions.ts';

/** Plans kept at most: one is some kB to some MB. */
const KEPT = 500;

export interface Plans {
  /** The plan of a version; read once per process, for a version never changes. @throws when there is no such version in the workspace. */
  planOf(tx: WorkspaceTx, versionId: string): Promise<Plan>;
}

/** Keeps the plans used last. */
export function createPlans(): Plans {
  const kept = new Map<string, Plan>();
  return {
    async planOf(tx, versionId) {
      const key = `${tx.workspaceId}/${versionId}`;
      const plan = kept.get(key) ?? (await readPlan(tx, versionId));
      kept.delete(key);
      kept.set(key, plan);
      const oldest = kept.keys().next();
      if (kept.size > KEPT && !oldest.done) kept.delete(oldest.value);
      return plan;
    },
  };
}
