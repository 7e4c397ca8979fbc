import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import { useToast } from '../ui/toast.tsx';
import type { RunAction, WorkflowApi } from './workflow-api.ts';

/** Acts on one run, says what came of it, and lets everything that shows runs ask again. */
export function useRunAction(api: WorkflowApi) {
  const { t } = useTranslation();
  const { query } = useApi();
  const queryClient = useQueryClient();
  const toast = useToast();
  const [busy, setBusy] = useState<RunAction | null>(null);
  const run = async (action: RunAction, target: Parameters<WorkflowApi['act']>[1], done: string) => {
    setBusy(action);
    try {
      await api.act(action, target);
      toast({ text: done });
    } catch (error) {
      toast({
        text: t('canvas.run.failed', { message: error instanceof Error ? error.message : String(error) }),
        urgent: true,
      });
    } finally {
      setBusy(null);
      for (const queryKey of [query.runs.key(), query.counts.key(), query.leads.key()])
        void queryClient.invalidateQueries({ queryKey });
    }
  };
  return { run: (...input: Parameters<typeof run>) => void run(...input), busy };
}
