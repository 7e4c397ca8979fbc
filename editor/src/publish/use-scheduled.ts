import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api/use-api.tsx';

/** What will be published later, if anything; null while unknown. */
export function useScheduled(workflowId: string) {
  const { query } = useApi();
  const asked = useQuery(query.versions.scheduled.queryOptions({ input: { workflowId } }));
  return { scheduled: asked.data?.scheduled ?? null };
}
