import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../db/client.ts';
import { isPassing } from '../error-words.ts';
import { type Decided, decideOnce, RunMovedError } from './decide-once.ts';
import type { Answer, StepInput } from './isolate/answer.ts';
import { type PerformDeps, performEffect } from './perform-effect.ts';
import type { Performed } from './performed.ts';

const SECOND = 1000;
/** One call performs at most so many effects, and starts none after so long: startToClose = 20 s + the longest effect (90 s). */
const BUDGET = { effects: 8, ms: 20 * SECOND } as const;
/** An outcome that cannot be written is lost with this call: it is kept and tried again until shortly before startToClose. */
const SETTLE = { patience: 100 * SECOND, every: 0.5 * SECOND } as const;
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

  /** What was performed outside must not turn into `unknown` because our database is away for a while. */
  async function settle(input: StepInput, performed: Performed, until: number): Promise<Decided> {
    for (;;) {
      try {
        return await decide(input, performed);
      } catch (error) {
        if (!isPassing(error) || performance.now() > until) throw error;
        await sleep(SETTLE.every);
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
      decided = await settle(spent ? { ...input, place: NOWHERE } : input, performed, started + SETTLE.patience);
      at('after-settle');
    }
    at('before-answer');
    return decided.answer;
  };
}
