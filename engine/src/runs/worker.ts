import { fileURLToPath } from 'node:url';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { bundleWorkflowCode, type NativeConnection, Worker, type WorkflowBundle } from '@temporalio/worker';
import { codeOf } from '../error-words.ts';
import { runQueue } from './client.ts';
import type { Answer, StepInput } from './isolate/answer.ts';

const SECOND = 1000;
const HEARTBEAT = 3 * SECOND;
/** SDK work grows with cached runs; more processes instead of more cache. */
const CACHED_RUNS = 1_000;

export interface RunWorkerOptions {
  connection: NativeConnection;
  namespace: string;
  queues?: string;
  step(input: StepInput): Promise<Answer>;
  /** Hears of each failed step; Temporal tries it again. */
  onError(error: unknown, input: StepInput): void;
  /** Channels with a queue of their own, and how many activities each may run at once here. */
  places: Record<string, number>;
  /** A bundle made before; built here (about a second) where absent. */
  bundle?: WorkflowBundle;
}

export interface RunWorker {
  /** Takes no further tasks, lets those under way end (25 s), then resolves. */
  shutdown(): Promise<void>;
  /** Rejects when a worker failed for good; the process should end then. */
  done: Promise<void>;
}

/** The isolate's code as Temporal loads it. Node types are not in it: adding one leaves it unchanged. */
export function bundleIsolate(): Promise<WorkflowBundle> {
  return bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./isolate/lead-run.ts', import.meta.url)),
    logger: QUIET,
  });
}

/** Serves run workflows and their steps: one worker for runs and local stretches, one per channel. */
export async function startRunWorker(options: RunWorkerOptions): Promise<RunWorker> {
  const { connection, namespace, queues, places } = options;
  const step = (input: StepInput) => withoutForeignText(options, input);
  const shared = { connection, namespace, shutdownGraceTime: 25 * SECOND };
  const autoscaling = { type: 'autoscaling' as const };
  const workers = await Promise.all([
    Worker.create({
      ...shared,
      taskQueue: runQueue(queues),
      workflowBundle: options.bundle ?? (await bundleIsolate()),
      maxCachedWorkflows: CACHED_RUNS,
      workflowTaskPollerBehavior: autoscaling,
      activities: { step },
    }),
    ...Object.entries(places).map(([place, atOnce]) =>
      Worker.create({
        ...shared,
        taskQueue: runQueue(queues).replace(/run$/, place),
        maxConcurrentActivityTaskExecutions: atOnce,
        activityTaskPollerBehavior: autoscaling,
        activities: { step: (input: StepInput) => withHeartbeat(() => step(input)) },
      }),
    ),
  ]);
  const running = workers.map((worker) => worker.run());
  const done = Promise.all(running).then(() => {});
  // Whoever waits hears of it; until then it must not end the process as unhandled.
  done.catch(() => {});
  return {
    done,
    async shutdown() {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await Promise.allSettled(running);
    },
  };
}

/** Heartbeats come from a timer, so that a frozen process is missed after 10 s. Cancellation is ignored: a message under way is never cut off. */
async function withHeartbeat<T>(work: () => Promise<T>): Promise<T> {
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(), HEARTBEAT);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** Failures stand in the history for as long as the run: our own code and nothing else, for the text of an error may quote a lead. */
async function withoutForeignText({ step, onError }: RunWorkerOptions, input: StepInput): Promise<Answer> {
  try {
    return await step(input);
  } catch (error) {
    onError(error, input);
    const code = codeOf(error);
    throw ApplicationFailure.create({ type: code, message: `The step failed (${code}); the worker's log says more.` });
  }
}

const nothing = () => {};
const QUIET = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
