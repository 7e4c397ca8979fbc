import { inject } from 'vitest';

export interface TestTemporal {
  address: string;
  namespace: string;
  /** Goes before each task queue of a test file, so that files that share the server do not take each other's tasks. */
  taskQueuePrefix: string;
}

/** The run's Temporal server, with a task-queue prefix of the caller's own. */
export function useTestTemporal(): TestTemporal {
  return {
    address: inject('servers').temporalAddress,
    namespace: 'default',
    taskQueuePrefix: `test-${crypto.randomUUID()}:`,
  };
}
