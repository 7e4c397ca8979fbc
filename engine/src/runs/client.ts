import { Client, Connection, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import type { LeadRunInput } from './isolate/answer.ts';

export interface TemporalOptions {
  address: string;
  namespace: string;
  tls?: boolean;
  apiKey?: string;
  /** Beginning of all task queue names, so that tests and installations can share a namespace. Default `trellis`. */
  queues?: string;
}

/** The only door to Temporal's client: starts and wakes run workflows. All calls may be repeated. */
export interface RunClient {
  /** `again`: the run had an execution before (restart, rehydrate). Already started counts as done. */
  start(input: LeadRunInput, again: boolean): Promise<void>;
  /** Answers `gone` when no execution of the run is open. */
  wake(runId: string, n: number): Promise<'woken' | 'gone'>;
  /** Changes when the server was replaced by an empty one. */
  serverIdentity(): Promise<string>;
  close(): Promise<void>;
}

export const runQueue = (queues = 'trellis') => `${queues}-run`;

/** Connects to the server. @throws when it cannot be reached within 10 s; the message names the address. */
export async function createRunClient({
  address,
  namespace,
  tls,
  apiKey,
  queues,
}: TemporalOptions): Promise<RunClient> {
  const connection = await Connection.connect({
    address,
    tls: tls ?? false,
    connectTimeout: '10s',
    ...(apiKey ? { apiKey } : {}),
  }).catch((error: Error) => {
    throw new Error(
      `The Temporal server at ${address} did not answer: ${error.message}. Start it, or correct TEMPORAL_ADDRESS.`,
    );
  });
  const { workflow, ...client } = new Client({ connection, namespace });
  return {
    async start(input, again) {
      try {
        await workflow.start('leadRun', {
          taskQueue: runQueue(queues),
          workflowId: workflowId(input.run),
          args: [input],
          workflowIdConflictPolicy: 'USE_EXISTING',
          workflowIdReusePolicy: again ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
        });
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
    },
    async wake(runId, n) {
      try {
        await workflow.getHandle(workflowId(runId)).signal('wake', n);
        return 'woken';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return 'gone';
        throw error;
      }
    },
    async serverIdentity() {
      const { clusterId } = await client.connection.workflowService.getClusterInfo({});
      return `${clusterId ?? ''}/${namespace}`;
    },
    close: () => connection.close(),
  };
}

const workflowId = (runId: string) => `run:${runId}`;
