import type { Database } from '../db/client.ts';
import { type Decided, decideOnce, type Performed, RunMovedError } from './decide-once.ts';
import type { Answer, StepInput } from './isolate/answer.ts';
import { type PerformDeps, performEffect } from './perform-effect.ts';

const SECOND = 1000;
/** One call performs at most so many effects, and starts none after so long: startToClose = 20 s + the longest effect (90 s). */
const BUDGET = { effects: 8, ms: 20 * SECOND } as const;
/** A place where nothing is performed: `advance` stops before the next effect. */
const NOWHERE = 'nowhere';

export interface StepDeps extends PerformDeps {
  db: Pick<Database, 'inWorkspace'>;
  /** Points at which a fault test ends the process; does nothing otherwise. */
  at?(point: FaultPoint): void;
}

export type FaultPoint = 'before-claim' | 'after-claim' | 'before-settle' | 'after-settle' | 'before-answer';

/** The step activity: decides and performs until a wait, an end, an effect of another place, or its budget. */
export function createStep(deps: StepDeps): (input: StepInput) => Promise<Answer> {
  const { db, at = () => {} } = deps;

  async function decide(input: StepInput, performed?: Performed): Promise<Decided> {
    for (;;) {
      try {
        return await db.inWorkspace(input.workspace, (tx) => decideOnce(tx, deps, input, performed));
      } catch (error) {
        if (!(error instanceof RunMovedError)) throw error;
      }
    }
  }

  return async (input) => {
    const started = performance.now();
    at('before-claim');
    let decided = await decide(input);
    for (let effects = 1; decided.kind === 'perform'; effects++) {
      at('after-claim');
      const performed = await performEffect(deps, decided.todo);
      at('before-settle');
      const spent = effects >= BUDGET.effects || performance.now() - started > BUDGET.ms;
      decided = await decide(spent ? { ...input, place: NOWHERE } : input, performed);
      at('after-settle');
    }
    at('before-answer');
    return decided.answer;
  };
}
