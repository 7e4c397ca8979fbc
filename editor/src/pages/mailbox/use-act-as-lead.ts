import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ApiClient } from '../../api/client.ts';
import { useApi } from '../../api/use-api.tsx';
import { problemOf } from '../../ui/problem.ts';
import { useToast } from '../../ui/toast.tsx';
import { useProblemText } from '../../ui/use-problem-text.ts';

type Act = Parameters<ApiClient['mailbox']['act']>[0];
type Acted = Awaited<ReturnType<ApiClient['mailbox']['act']>>;

/** Does with a mail what the lead, or a mail server on the way, would; says what came back, and hands on the event that was recorded of it. */
export function useActAsLead(onEvent: (eventId: string | null) => void) {
  const { t } = useTranslation();
  const { query } = useApi();
  const queryClient = useQueryClient();
  const toast = useToast();
  const problemText = useProblemText();
  const mutation = useMutation(query.mailbox.act.mutationOptions());
  const words = (input: Act, { called }: Acted) => {
    if (input.act === 'bounce') return t(`mailbox.did.bounce.${input.kind}`);
    if (input.act === 'reply' || input.act === 'complain') return t(`mailbox.did.${input.act}`);
    return input.act === 'click' && called?.location
      ? t('mailbox.did.clickTo', { location: called.location })
      : t(`mailbox.did.${input.act}`, { status: called?.status ?? 0 });
  };
  const act = (input: Act, done?: () => void) =>
    mutation.mutate(input, {
      onSuccess: (answer) => {
        toast({ text: words(input, answer) });
        onEvent(answer.eventId);
        for (const queryKey of [query.mailbox.key(), query.leads.key(), query.runs.key()])
          void queryClient.invalidateQueries({ queryKey });
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
export type Acting = ReturnType<typeof useActAsLead>;
