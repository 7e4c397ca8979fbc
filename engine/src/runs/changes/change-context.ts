/** Where a change was decided. */
export interface ChangeContext {
  leadId: string;
  runId: string;
  workflowId: string;
  /** Of the decision that carries it. */
  stepNo: number;
  /** Workspace time, epoch ms. */
  now: number;
  /** `run:node:visit`. */
  key: string;
  node: string;
  /** Keys of the visits at which the run waits now. */
  waitsAt: ReadonlySet<string>;
}
