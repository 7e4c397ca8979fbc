import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Move } from '@trellis/shared/api/publish-views.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import { problemOf } from '../ui/problem.ts';
import { useToast } from '../ui/toast.tsx';
import { isUnderWay } from './move-words.ts';

/** While one is under way its progress is asked for so often, ms. */
const ASK_AGAIN_MS = 1_000;

/** The moves of a workflow, newest first, kept up to date while one is under way. */
export function useMoves(workflowId: string) {
  const { query } = useApi();
  return useQuery(
    query.versions.listMoves.queryOptions({
      input: { workflowId },
      refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? ASK_AGAIN_MS : false),
    }),
  );
}

/** Cancels a move or rolls it back, and says what came of it. */
export function useMoveActions(move: Move) {
  const { t } = useTranslation();
  const { query } = useApi();
  const queryClient = useQueryClient();
  const toast = useToast();
  const cancel = useMutation(query.versions.cancelMove.mutationOptions());
  const rollBack = useMutation(query.versions.rollBackMove.mutationOptions());
  const told = (done: string, onDone: () => void) => ({
    onSuccess: () => {
      toast({ text: done });
      onDone();
    },
    onError: (error: unknown) => toast({ text: t('moves.failed', { message: problemOf(error).title }), urgent: true }),
    onSettled: () => {
      for (const queryKey of [query.versions.key(), query.counts.key(), query.runs.key()])
        void queryClient.invalidateQueries({ queryKey });
    },
  });
  return {
    busy: cancel.isPending || rollBack.isPending,
    cancel: (onDone: () => void) => cancel.mutate({ moveId: move.id }, told(t('moves.cancelled'), onDone)),
    rollBack: (onDone: () => void) => rollBack.mutate({ moveId: move.id }, told(t('moves.rollingBack'), onDone)),
  };
}
