import { QueryCache, QueryClient } from '@tanstack/react-query';
import { mayRetry, problemOf } from '../ui/problem.ts';

/**
 * The cache of what the api answered. Answers count as fresh until a live update says otherwise, refusals are not asked again, and faults
 * of the server or the line twice more. `onSignedOut` is called when any query finds that the session is over.
 */
export function createQueryClient({ onSignedOut }: { onSignedOut: () => void }): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (problemOf(error).code === 'not-signed-in') onSignedOut();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && mayRetry(problemOf(error)),
      },
    },
  });
}
