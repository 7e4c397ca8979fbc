import type { Chance } from '@trellis/shared/testing/chance.ts';
import type { Answer, StepInput } from '../../runs/isolate/answer.ts';
import { createStep } from '../../runs/step.ts';
import { performDeps } from '../../runs/worker-process.ts';
import type { Stage } from '../stage.ts';
import type { CallCoverage, Relation } from './coverage.ts';
import type { Execution, Executions } from './executions.ts';
import { drawFate, type Fate, KIND, type Meddling } from './fate.ts';
import { httpChannelFor } from './loopback-http.ts';
import { type MailSink, type MailSurroundings, ProcessDied } from './loopback-mail.ts';
import { readRuns, rowState } from './row.ts';

/** After so many misfortunes a call fares well, so that every world ends. */
const MISFORTUNES = 4;
const OFFSET = { below: -1, equal: 0, above: 3 } as const;

export interface CallsOptions {
  stage: Stage;
  workspaceId: string;
  executions: Pick<Executions, 'wake'>;
  chance: Chance;
  sink: MailSink;
  coverage: CallCoverage;
  meddle(runId: string, what: Meddling): Promise<void>;
  /** Does the work at some later instant. */
  later(work: () => Promise<void>): void;
  onFailure(error: unknown): void;
}

/** The activity worker and the network before it, replaced: attempts that are lost, doubled, frozen, that die, or whose answers are lost. */
export class Calls {
  made = 0;
  private readonly options: CallsOptions;
  private underWay = 0;
  private waiting: (() => void)[] = [];

  constructor(options: CallsOptions) {
    this.options = options;
  }

  /** Resolves when nobody calls and nothing is under way; frozen attempts don't count. */
  async idle(): Promise<void> {
    do {
      if (this.underWay > 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
      // A loop that got its answer calls again in a microtask.
      await new Promise((resolve) => setImmediate(resolve));
    } while (this.underWay > 0);
  }

  /** One call, retried until an answer has come through. */
  make = (execution: Execution, input: StepInput): Promise<Answer> =>
    this.during(async () => {
      for (let tries = 0; ; tries++) {
        const fate = tries < MISFORTUNES ? drawFate(this.options.chance) : KIND;
        if (fate.neverBegins) continue;
        await this.see(input, execution.lastNumber);
        // The other attempt's answer is dropped, as that of one that timed out.
        if (fate.doubled) void this.attempt(input, drawFate(this.options.chance)).done.catch(() => {});
        const { done, frozen } = this.attempt(input, fate);
        const outcome = await Promise.race([done, frozen]).catch((error: unknown) => {
          if (!(error instanceof ProcessDied)) throw error;
        });
        if (outcome && !fate.replyLost) return outcome;
      }
    });

  /** A wake-up and a call out of nowhere, for a cause and with a number beside the row's that are due in turn; the answer is dropped. */
  async stray(runId: string): Promise<void> {
    const { stage, workspaceId: workspace, executions, coverage, chance, onFailure } = this.options;
    const [row] = await stage.db.inWorkspace(workspace, (tx) => readRuns(tx, runId));
    if (!row) return;
    const state = rowState(row);
    const [cause, relation] = coverage.cellInTurn(state);
    await executions.wake(runId, row.stepNo + OFFSET[relation]);
    if (state) coverage.see(state, cause, relation);
    const input: StepInput = { workspace, run: runId, cause, place: chance.pick(['local', 'local', 'email', 'http']) };
    await this.attempt(input, KIND).done.catch(onFailure);
  }

  private async see(input: StepInput, lastNumber: number): Promise<void> {
    const { stage, coverage } = this.options;
    const [row] = await stage.db.inWorkspace(input.workspace, (tx) => readRuns(tx, input.run));
    const state = row && rowState(row);
    if (state) coverage.see(state, input.cause, relationOf(lastNumber, row.stepNo));
  }

  /** One attempt with its own channels. `frozen` resolves, with nothing, when it freezes; it goes on at some later instant, its answer unheard. */
  private attempt(input: StepInput, fate: Fate): { done: Promise<Answer>; frozen: Promise<undefined> } {
    const { stage, sink, meddle, later, onFailure } = this.options;
    let tellFrozen: () => void = () => {};
    const frozen = new Promise<undefined>((resolve) => {
      tellFrozen = () => resolve(undefined);
    });
    const around: MailSurroundings = {
      meddle: async (moment) => {
        for (const one of fate.meddling)
          if (one.moment === moment) await this.during(() => meddle(input.run, one.what));
      },
      freeze: async () => {
        this.leave();
        tellFrozen();
        await new Promise<void>((resolve) =>
          later(async () => {
            this.underWay++;
            resolve();
          }),
        );
      },
    };
    const at = (point: string) => {
      if (point === fate.dies) throw new ProcessDied(point);
    };
    const email = sink.channelFor(fate, around);
    const http = httpChannelFor(fate, around);
    const deps = performDeps(
      { services: stage.services, email, http, defaultSender: 'news@world.example', at },
      { nudge: () => {} },
    );
    this.made++;
    const done = this.during(() => createStep({ ...deps, db: stage.db, at })(input));
    done.catch((error: unknown) => {
      if (!(error instanceof ProcessDied)) onFailure(error);
    });
    return { done, frozen };
  }

  private async during<T>(work: () => Promise<T>): Promise<T> {
    this.underWay++;
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private leave(): void {
    this.underWay--;
    if (this.underWay === 0) for (const resolve of this.waiting.splice(0)) resolve();
  }
}

function relationOf(number: number, stepNo: number): Relation {
  return number < stepNo ? 'below' : number === stepNo ? 'equal' : 'above';
}
