import type { Answer, LeadRunInput, Place, StepInput } from './answer.ts';

/*
 * The whole run workflow: ask, obey one of three answers, ask again.
 *
 *   step: ask again, at another place · wait: sleep, until a time or a wake-up, and ask · end
 *
 * It must replay for months, so it knows no node types, holds no plan and no personal data, and its mailbox is one number: a wake-up counts
 * when its number is at least that of the rest it interrupts. What came before a call is answered by that call, for wake-ups are sent after
 * their commit; so every call empties the mailbox, and no wake-up, whatever its number, costs more than one.
 */

/** What the loop needs of its surroundings: Temporal in the isolate, a driver in tests. */
export interface Surroundings {
  ask(input: StepInput, label: string): Promise<Answer>;
  /** Resolves true once `isOver()` holds, false when `ms` have passed first; without `ms` only by `isOver`. */
  sleep(isOver: () => boolean, ms: number | undefined, label: string): Promise<boolean>;
  /** Calls `onWake` with the number of each wake-up that comes. */
  listen(onWake: (n: number) => void): void;
  /** True when the history has grown so long that a fresh execution should go on. */
  isLong(): boolean;
  goOn(input: LeadRunInput): Promise<never>;
}

/** Less than any number of a rest. */
const NONE = -1;

export async function runLoop({ workspace, run, place, label }: LeadRunInput, around: Surroundings): Promise<void> {
  let highest = NONE;
  around.listen((number) => {
    highest = Math.max(highest, number);
  });
  const ask = (at: Place, cause: StepInput['cause'], name: string) => {
    highest = NONE;
    return around.ask({ workspace, run, cause, place: at }, name);
  };

  let answer = await ask(place, 'start', label);
  while (answer.kind !== 'end') {
    if (around.isLong()) {
      // The fresh execution asks, and finds the truth in the rows; wake-ups seen so far are no news to it.
      const next = answer.kind === 'step' ? answer.place : answer.onTimer;
      await around.goOn({ workspace, run, n: answer.n - 1, place: next, label: answer.label });
    }
    if (answer.kind === 'step') {
      answer = await ask(answer.place, 'go', answer.label);
      continue;
    }
    const rest = answer;
    const woken = await around.sleep(() => highest >= rest.n, rest.ms, rest.label);
    answer = await ask(woken ? rest.onWake : rest.onTimer, woken ? 'wake' : 'timer', rest.label);
  }
}
