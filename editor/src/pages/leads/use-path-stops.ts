import type { PathStep } from '@trellis/shared/api/run-views.ts';
import { useNodeLook } from '../../api/use-node-types.ts';
import type { PathStop } from '../../ui/tiny-path.tsx';

/** Turns the path of a run into the squares of a tiny path: categories come from the node catalog. */
export function usePathStops(): (path: readonly PathStep[]) => PathStop[] {
  const look = useNodeLook();
  return (path) =>
    path.map((step, index) => ({
      // A loop visits a node twice, so the place in the path is part of the id.
      id: `${index}-${step.nodeId}`,
      category: look(step.type).category,
      state: step.state === 'now' ? 'current' : step.state,
    }));
}
