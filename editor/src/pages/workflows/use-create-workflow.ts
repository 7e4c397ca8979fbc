import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { problemOf } from '../../ui/problem.ts';
import { useToast } from '../../ui/toast.tsx';
import { useProblemText } from '../../ui/use-problem-text.ts';

/** Creates an empty workflow and opens it. */
export function useCreateWorkflow() {
  const { t } = useTranslation();
  const { query } = useApi();
  const navigate = useNavigate();
  const toast = useToast();
  const problemText = useProblemText();
  const mutation = useMutation(query.workflows.create.mutationOptions());
  const mutate = () =>
    mutation.mutate(
      { name: t('workflows.untitled') },
      {
        onSuccess: (workflow) => void navigate({ to: '/workflows/$id/edit', params: { id: workflow.id } }),
        onError: (error) =>
          toast({ text: t('workflows.createFailed', { why: problemText(problemOf(error)).sentence }), urgent: true }),
      },
    );
  return { mutate, isPending: mutation.isPending };
}
