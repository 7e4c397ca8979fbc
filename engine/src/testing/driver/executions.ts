import type { Chance } from '@trellis/shared/testing/chance.ts';
import type { RunClient } from '../../runs/client.ts';
import type { Answer, LeadRunInput, StepInput } from '../../runs/isolate/answer.ts';
import { runLoop } from '../../runs/isolate/loop.ts';

/** A loop that ends so that a fresh one goes on, as continue-as-new does. */
class ContinuedAsNew extends Error {
  readonly next: LeadRunInput;
  constructor(next: LeadRunInput) {
    super('continued as new');
    this.next = next;
  }
}

/*
 * none ──start──▶ calling ◀──▶ sleeping (a time, or none)     calling ──end──▶ ended ──start again──▶ calling
 */
export interface Execution {
  input: LeadRunInput;
  state: 'calling' | 'sleeping' | 'ended';
  /** The number of the wake-up seen last; it outlives the call that emptied the mailbox, for the coverage. */
  lastNumber: number;
  /** When its timer fires (workspace ms). */
  dueAt?: number;
  /** Ends the sleep by its timer, whatever the clock says. */
  fire?(): void;
  /** Takes the number of a wake-up into the loop's mailbox. */
  listener?(n: number): void;
  /** Ends the sleep if a wake-up that came is meant for it. */
  check?(): void;
}

export interface ExecutionOptions {
  chance: Chance;
  now(): number;
  /** Makes one call, as Temporal would: until an answer has come through. */
  call(execution: Execution, input: StepInput): Promise<Answer>;
  /** Something may go on from here. */
  onFailure(error: unknown): void;
}

/** Temporal, replaced: one execution per run that obeys answers by the isolate's own loop, with its timers in the driver's hand. */
export class Executions {
  readonly all = new Map<string, Execution>();
  private readonly options: ExecutionOptions;

  constructor(options: ExecutionOptions) {
    this.options = options;
  }

  start: RunClient['start'] = async (input, again) => {
    const former = this.all.get(input.run);
    if (former && (former.state !== 'ended' || !again)) return;
    const execution: Execution = { input, state: 'calling', lastNumber: -1 };
    this.all.set(input.run, execution);
    void this.run(execution, input);
  };

  wake: RunClient['wake'] = async (runId, n) => {
    const execution = this.all.get(runId);
    if (!execution || execution.state === 'ended') return 'gone';
    execution.lastNumber = n;
    execution.listener?.(n);
    execution.check?.();
    return 'woken';
  };

  private async run(execution: Execution, input: LeadRunInput): Promise<void> {
    const { chance, now, call, onFailure } = this.options;
    try {
      await runLoop(input, {
        ask: (asked) => {
          execution.state = 'calling';
          return call(execution, asked);
        },
        sleep: (isOver, ms) =>
          new Promise((resolve) => {
            if (isOver()) return resolve(true);
            const wakeUp = (woken: boolean) => {
              delete execution.dueAt;
              delete execution.fire;
              delete execution.check;
              execution.state = 'calling';
              resolve(woken);
            };
            execution.state = 'sleeping';
            if (ms !== undefined) execution.dueAt = now() + ms;
            execution.fire = () => wakeUp(false);
            execution.check = () => {
              if (isOver()) wakeUp(true);
            };
          }),
        listen: (onWake) => {
          execution.listener = onWake;
        },
        isLong: () => chance.maybe(0.04),
        goOn: (next) => Promise.reject(new ContinuedAsNew(next)),
      });
      execution.state = 'ended';
    } catch (error) {
      if (error instanceof ContinuedAsNew) return this.run(execution, error.next);
      execution.state = 'ended';
      onFailure(error);
    }
  }
}
