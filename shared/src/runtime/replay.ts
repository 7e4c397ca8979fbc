import type { Catalog } from '../node/catalog.ts';
import type { Place, Plan } from '../plan/plan.ts';
import { advance } from './advance.ts';
import type { Cause, Settled, Step } from './answer.ts';
import type { RunState } from './state.ts';
import type { World } from './world.ts';

/*
 * A dry replay recomputes a run from what each of its decisions saw, performs nothing and writes nothing. An untouched run's replay equals its
 * record. With an input changed it shows where the path parts, and goes on as far as the record knows what was asked.
 */

/** What one recorded decision saw. */
export type RecordedCall =
  /** `plan`: of the version that the run was on then; absent: the one it began on. */
  | {
      kind: 'asked';
      cause: Cause;
      place: Place | 'any';
      world: World;
      settled?: Settled;
      untilLeft?: boolean;
      plan?: Plan;
    }
  /** Not decided by `advance`: a person, an exit rule, a goal, a merge. `steps`: what was logged for it. */
  | { kind: 'changed'; state: RunState; steps: Step[] };

export interface RecordedRun {
  plan: Plan;
  catalog: Catalog;
  /** The state before the first call. */
  from: RunState;
  calls: readonly RecordedCall[];
}

export interface Replayed {
  steps: Step[];
  state: RunState;
  /** all: the whole record was recomputed · parted: beyond this the record does not know what would have come. */
  reached: 'all' | 'parted';
}

/**
 * Recomputes a run. `recorded`: its steps as logged, by which parting is seen; `change`: makes another world of what a call saw.
 * Pure; @throws as `advance` does.
 */
export function replayDry(
  { plan, catalog, from, calls }: RecordedRun,
  { recorded, change = (world) => world }: { recorded: readonly Step[]; change?: (world: World) => World },
): Replayed {
  let state = from;
  const steps: Step[] = [];
  for (const call of calls) {
    if (call.kind === 'changed') {
      // What was done to the recorded run cannot be done to one that went elsewhere.
      if (firstDifference(recorded, steps, steps.length) !== null) return { steps, state, reached: 'parted' };
      state = call.state;
      steps.push(...call.steps);
      continue;
    }
    const { cause, place, world, settled } = call;
    const answer = advance({
      plan: call.plan ?? plan,
      catalog,
      state,
      cause,
      place,
      world: change(world),
      ...(settled ? { settled } : {}),
      ...(call.untilLeft ? { untilLeft: true } : {}),
    });
    // It asks for what the recorded run never looked up.
    if (answer.stop.kind === 'load') return { steps, state, reached: 'parted' };
    steps.push(...answer.steps);
    state = answer.state;
  }
  return { steps, state, reached: firstDifference(recorded, steps) === null ? 'all' : 'parted' };
}

/** Index of the first step in which two paths differ, of the first `upTo` at most; null where they are the same. Times are not compared. */
export function firstDifference(
  a: readonly Step[],
  b: readonly Step[],
  upTo = Math.max(a.length, b.length),
): number | null {
  for (let index = 0; index < upTo; index++) {
    const [one, other] = [a[index], b[index]];
    if (!one || !other || told(one) !== told(other)) return index;
  }
  return null;
}

function told({ node, visit, kind, port, to, text, outcome, consumed }: Step): string {
  return JSON.stringify([node, visit, kind, port ?? null, to ?? null, text, outcome ?? null, consumed ?? null]);
}
