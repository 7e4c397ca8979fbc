import { continueAsNew, proxyActivities, workflowInfo } from '@temporalio/workflow';

/*
 * An import as a workflow: ask for a slice of the work until the row says that it has ended. It knows ids only; where the file stands is in
 * Postgres, so a slice may be lost, doubled or taken over.
 */

export interface ImportInput {
  workspace: string;
  importId: string;
}

export interface ImportActivities {
  importSlice(input: ImportInput): Promise<{ kind: 'more' | 'ended' }>;
}

const HISTORY_EVENTS = 1_000;

export async function importRun(input: ImportInput): Promise<void> {
  const { importSlice } = proxyActivities<ImportActivities>({
    startToCloseTimeout: '3 minutes',
    // A worker that was killed is noticed after so long: at a file of a million records that is some 3 % of its time.
    heartbeatTimeout: '5s',
    retry: { initialInterval: '500ms', maximumInterval: '10s', backoffCoefficient: 2 },
  });
  while ((await importSlice(input)).kind === 'more') {
    if (workflowInfo().historyLength > HISTORY_EVENTS) await continueAsNew<typeof importRun>(input);
  }
}
