import type { ApiClient } from '../../api/client.ts';

type ListInput = Parameters<ApiClient['tasks']['list']>[0];

/** Which tasks the page shows, as they stand in the address. */
export const TASK_FILTERS = ['mine', 'open', 'overdue', 'done'] as const;
export type TaskShow = (typeof TASK_FILTERS)[number];

export interface TaskSearch {
  show?: TaskShow | undefined;
  /** Only of this lead, workflow, step. */
  lead?: string | undefined;
  workflow?: string | undefined;
  step?: string | undefined;
}

/** What the api is asked for a choice. */
export function askFor({ show = 'open', lead, workflow, step }: TaskSearch): ListInput {
  const which = {
    mine: { status: 'open', assignee: 'me' },
    open: { status: 'open' },
    overdue: { status: 'overdue' },
    done: { status: 'closed' },
  } as const;
  return {
    ...which[show],
    ...(lead ? { leadId: lead } : {}),
    ...(workflow ? { workflowId: workflow } : {}),
    ...(step ? { nodeId: step } : {}),
  };
}
