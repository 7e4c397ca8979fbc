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
  /**
   * `again`: the run had an execution before (restart, rehydrate). Already started counts as done. `priority` (1 first, 3 if absent): where tasks
   * pile up in a queue, those of the more important workflows go first (3.E7).
   */
  start(input: LeadRunInput, again: boolean, priority?: number): Promise<void>;
  /** Answers `gone` when no execution of the run is open. */
  wake(runId: string, n: number): Promise<'woken' | 'gone'>;
  /** Starts the workflow of an import, again where it was lost; one that is under way counts as done. */
  startImport(input: { workspace: string; importId: string }): Promise<void>;
  /** Run ids whose execution was terminated, cancelled, or failed since then. */
  closedAbnormally(since: Date): Promise<string[]>;
  /** Changes when the server was replaced by an empty one. */
  serverIdentity(): Promise<string>;
  close(): Promise<void>;
}

export const importQueue = (queues = 'trellis') => `${queues}-import`;
export const runQueue = (queues = 'trellis') => `${queues}-run`;

/** Opens the client; it connects when first used, so that the api takes events in while the server is away. */
export function createRunClient({ address, namespace, tls, apiKey, queues }: TemporalOptions): RunClient {
  const access = apiKey ? { apiKey } : {};
  const connection = Connection.lazy({ address, tls: tls ?? false, connectTimeout: '10s', ...access });
  const { workflow } = new Client({ connection, namespace });
  return {
    async start(input, again, priority) {
      try {
        await workflow.start('leadRun', {
          taskQueue: runQueue(queues),
          workflowId: workflowId(input.run),
          args: [input],
          // Its activities inherit it; what they name themselves is only the fairness between workspaces.
          ...(priority === undefined ? {} : { priority: { priorityKey: priority } }),
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
    async startImport(input) {
      await workflow.start('importRun', {
        taskQueue: importQueue(queues),
        workflowId: `import:${input.importId}`,
        args: [input],
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      });
    },
    async closedAbnormally(since) {
      const query = `WorkflowType = 'leadRun' AND ExecutionStatus IN ('Terminated', 'Canceled', 'Failed', 'TimedOut') AND CloseTime > '${since.toISOString()}'`;
      const ids: string[] = [];
      for await (const { workflowId: id } of workflow.list({ query }))
        if (id.startsWith(WORKFLOW_ID)) ids.push(id.slice(WORKFLOW_ID.length));
      return ids;
    },
    async serverIdentity() {
      const { clusterId } = await connection.workflowService.getClusterInfo({});
      return `${clusterId ?? ''}/${namespace}`;
    },
    close: () => connection.close(),
  };
}

const WORKFLOW_ID = 'run:';
const workflowId = (runId: string) => WORKFLOW_ID + runId;
