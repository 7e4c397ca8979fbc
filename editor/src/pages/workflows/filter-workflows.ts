import type { WorkflowRow } from '@trellis/shared/api/workflows.ts';

export const WORKFLOW_FILTERS = ['all', 'live', 'paused', 'draft', 'stopped', 'archived', 'needsYou'] as const;
export type WorkflowFilter = (typeof WORKFLOW_FILTERS)[number];

/** These stand there always; the others only when they hold something or are chosen. */
const ALWAYS: readonly WorkflowFilter[] = ['all', 'live', 'paused', 'draft'];

type Counts = Record<Exclude<WorkflowFilter, 'needsYou'> | 'parked', number>;

/** The rows a filter shows. "All" leaves the archived out; "Needs you" are those with parked runs. */
export function filterWorkflows(rows: readonly WorkflowRow[], filter: WorkflowFilter): WorkflowRow[] {
  if (filter === 'needsYou') return rows.filter((row) => row.parked > 0);
  if (filter === 'all') return rows.filter((row) => row.status !== 'archived');
  return rows.filter((row) => row.status === filter);
}

/** The filters to draw with their counts, which are unknown while the list loads. */
export function filterTabs(
  counts: Counts | undefined,
  chosen: WorkflowFilter,
): { value: WorkflowFilter; count: number | undefined }[] {
  return WORKFLOW_FILTERS.map((value) => ({ value, count: counts?.[value === 'needsYou' ? 'parked' : value] })).filter(
    ({ value, count }) => ALWAYS.includes(value) || value === chosen || (count ?? 0) > 0,
  );
}
