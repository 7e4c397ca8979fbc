import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ControlAction } from '@trellis/shared/api/run-control.ts';
import type { RunPosition } from '@trellis/shared/api/run-views.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import { useToast } from '../ui/toast.tsx';

/** Acts on one run as it was seen, says what came of it, and lets everything that shows runs ask again. */
export function useControl() {
  const { t } = useTranslation();
  const { query } = useApi();
  const toast = useToast();
  const queryClient = useQueryClient();
  const control = useMutation(query.runs.control.mutationOptions());
  /** The position afterwards; null where it was refused. */
  const act = async (
    run: { id: string; stepNo: number },
    action: ControlAction,
    done: string,
    reason?: string,
  ): Promise<RunPosition | null> => {
    try {
      const position = await control.mutateAsync({
        runId: run.id,
        stepNo: run.stepNo,
        action,
        ...(reason ? { reason } : {}),
      });
      toast({ text: done });
      return position;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      toast({ text: t('runControl.failed', { message }), urgent: true });
      return null;
    } finally {
      for (const queryKey of [query.runs.key(), query.counts.key(), query.leads.key(), query.attention.key()])
        void queryClient.invalidateQueries({ queryKey });
    }
  };
  return { act, busy: control.isPending };
}
