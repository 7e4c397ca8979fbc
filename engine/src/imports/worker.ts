import { fileURLToPath } from 'node:url';
import { Context } from '@temporalio/activity';
import { bundleWorkflowCode, type NativeConnection, Worker } from '@temporalio/worker';
import { importQueue } from '../runs/client.ts';
import type { ImportInput } from './isolate/import-run.ts';
import { importSlice, type SliceDeps } from './slice.ts';

const SECOND = 1000;
const HEARTBEAT = 1 * SECOND;
/** Files at once in one process: each keeps a core's worth of parsing busy. */
const AT_ONCE = 2;

export interface ImportWorker {
  done: Promise<void>;
  shutdown(): Promise<void>;
}

/** Serves import workflows and their slices, on a queue of their own and with a bundle of their own: the run isolate is not touched by them. */
export async function startImportWorker(options: {
  connection: NativeConnection;
  namespace: string;
  queues?: string;
  deps: SliceDeps;
}): Promise<ImportWorker> {
  const { connection, namespace, queues, deps } = options;
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: importQueue(queues),
    shutdownGraceTime: 25 * SECOND,
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('./isolate/import-run.ts', import.meta.url)),
      logger: QUIET,
    }),
    maxCachedWorkflows: 10,
    maxConcurrentActivityTaskExecutions: AT_ONCE,
    maxConcurrentWorkflowTaskPolls: 2,
    maxConcurrentActivityTaskPolls: 1,
    activities: {
      importSlice: async (input: ImportInput) => {
        const context = Context.current();
        const timer = setInterval(() => context.heartbeat(), HEARTBEAT);
        try {
          return await importSlice(deps, input);
        } finally {
          clearInterval(timer);
        }
      },
    },
  });
  const running = worker.run();
  running.catch(() => {});
  return {
    done: running,
    async shutdown() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running.catch(() => undefined);
    },
  };
}

const nothing = () => {};
const QUIET = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
