import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ApiClient } from '../../api/client.ts';
import { useApi } from '../../api/use-api.tsx';
import { problemOf } from '../../ui/problem.ts';
import { useToast } from '../../ui/toast.tsx';
import { useProblemText } from '../../ui/use-problem-text.ts';

type Act = Parameters<ApiClient['mailbox']['act']>[0];
type Acted = Awaited<ReturnType<ApiClient['mailbox']['act']>>;

/** Calls the very address in the mail, as the lead would; says what came back. Live updates show what it did to the run. */
export function useActAsLead() {
  const { t } = useTranslation();
  const { query } = useApi();
  const queryClient = useQueryClient();
  const toast = useToast();
  const problemText = useProblemText();
  const mutation = useMutation(query.mailbox.act.mutationOptions());
  const words = (input: Act, { location, status }: Acted) =>
    input.act === 'click' && location
      ? t('mailbox.did.clickTo', { location })
      : t(`mailbox.did.${input.act}`, { status });
  const act = (input: Act, done?: () => void) =>
    mutation.mutate(input, {
      onSuccess: (answer) => {
        toast({ text: words(input, answer) });
        void queryClient.invalidateQueries({ queryKey: query.mailbox.key() });
        done?.();
      },
      onError: (error) =>
        toast({ text: t('mailbox.failed', { why: problemText(problemOf(error)).sentence }), urgent: true }),
    });
  return {
    act,
    pending: mutation.isPending ? mutation.variables.act : undefined,
    error: mutation.error,
    reset: mutation.reset,
  };
}
