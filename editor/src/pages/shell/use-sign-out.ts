import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useApi } from '../../api/use-api.tsx';

/** Ends the session, forgets everything that was read, and goes to sign-in. */
export function useSignOut(): () => void {
  const { query } = useApi();
  const queryClient = useQueryClient();
  const router = useRouter();
  const { mutate } = useMutation(query.session.signOut.mutationOptions());
  return () =>
    mutate(undefined, {
      onSuccess: () => {
        queryClient.clear();
        void router.navigate({ to: '/sign-in' });
      },
    });
}
