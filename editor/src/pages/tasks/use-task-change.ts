import { useQueryClient } from '@tanstack/react-query';
import type { Task } from '@trellis/shared/api/tasks.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { problemOf } from '../../ui/problem.ts';
import { useToast } from '../../ui/toast.tsx';
import { useProblemText } from '../../ui/use-problem-text.ts';

/** What to do when a task was changed, or could not be: it is shown as it is now, and everything that lists tasks asks again. */
export function useTaskChange() {
  const { t } = useTranslation();
  const { query } = useApi();
  const queryClient = useQueryClient();
  const toast = useToast();
  const problemText = useProblemText();
  return {
    changed(task: Task, said: string) {
      queryClient.setQueryData(query.tasks.get.queryKey({ input: { taskId: task.id } }), task);
      void queryClient.invalidateQueries({ queryKey: query.tasks.key() });
      toast({ text: said });
    },
    refused(error: unknown) {
      // Somebody was quicker: the task as it is now says who.
      void queryClient.invalidateQueries({ queryKey: query.tasks.key() });
      if (problemOf(error).code === 'task-not-open') return;
      const { sentence, advice } = problemText(problemOf(error));
      toast({ text: t('tasks.failed', { why: `${sentence} ${advice}`.trim() }), urgent: true });
    },
  };
}
