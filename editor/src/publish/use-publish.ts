import { useQueryClient } from '@tanstack/react-query';
import type { MoveOptions } from '@trellis/shared/api/publish-views.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import type { WorkflowView } from '../canvas/workflow-api.ts';
import { problemOf } from '../ui/problem.ts';
import { useTimeSetting } from '../ui/time/clock.tsx';
import { formatMoment } from '../ui/time/format-time.ts';
import { useToast } from '../ui/toast.tsx';

interface Options {
  workflow: WorkflowView;
  onDone: () => void;
  /** The preview no longer holds: ask for it again. */
  onStale: () => void;
  reset: () => void;
}

/** Publishes a revision now or later. A refusal is kept for the dialog to show; after a success everything that shows versions asks again. */
export function usePublish({ workflow, onDone, onStale, reset }: Options) {
  const { t } = useTranslation();
  const { call, query } = useApi();
  const queryClient = useQueryClient();
  const toast = useToast();
  const { zone } = useTimeSetting();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const workflowId = workflow.id;

  const attempt = async (act: () => Promise<string | null>) => {
    setBusy(true);
    setError(null);
    try {
      const said = await act();
      onDone();
      if (said) toast({ text: said });
    } catch (failure) {
      setError(failure);
      if (problemOf(failure).code === 'bad-choice') onStale();
    } finally {
      setBusy(false);
      for (const queryKey of [query.workflows.key(), query.versions.key(), query.counts.key()])
        void queryClient.invalidateQueries({ queryKey });
    }
  };
  return {
    busy,
    error,
    publish: (revision: number, moves: MoveOptions | undefined) =>
      void attempt(async () => {
        const answer = await call.versions.publish({ workflowId, revision, ...(moves ? { moves } : {}) });
        reset();
        const version = answer.version.number;
        if (answer.unchanged) return t('publish.liveAgain', { version });
        // Where it can be taken back, the bar that offers it says that it is live.
        return answer.takeBackUntil ? null : t('publish.live', { version });
      }),
    schedule: (revision: number, at: string, moves: MoveOptions | undefined) =>
      void attempt(async () => {
        await call.versions.schedule({ workflowId, revision, at, ...(moves ? { moves } : {}) });
        const version = (workflow.currentVersion?.number ?? 0) + 1;
        return t('publish.laterDone', { version, when: formatMoment(Date.parse(at), { t, zone, now: Date.now() }) });
      }),
  };
}
