import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TraceEntry } from '@trellis/shared/api/test-events.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { problemOf } from '../../ui/problem.ts';
import { REAL_CLOCK, TimeProvider, useTimeSetting } from '../../ui/time/clock.tsx';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import { useToast } from '../../ui/toast.tsx';
import { Trace } from '../../ui/trace.tsx';
import { useProblemText } from '../../ui/use-problem-text.ts';
import classes from './event-trace.module.css';
import { useTraceSteps } from './use-trace-steps.tsx';

/** While nothing rests, each ask finds something new; afterwards live updates say when to ask again. */
const ASK_AGAIN_MS = 700;

/** What one sent event did, growing while it happens. Deadlines are shown by the wall clock. */
export function EventTrace({ eventId }: { eventId: string | undefined }) {
  const { t } = useTranslation();
  const { zone } = useTimeSetting();
  return (
    <section className={classes.trace} aria-label={t('testEvent.happened')}>
      <h2 className={classes.title}>{t('testEvent.happened')}</h2>
      {eventId ? (
        <TimeProvider clock={REAL_CLOCK} zone={zone}>
          <TraceOf eventId={eventId} />
        </TimeProvider>
      ) : (
        <EmptyState title={t('testEvent.nothingYetTitle')}>{t('testEvent.nothingYet')}</EmptyState>
      )}
    </section>
  );
}

/** The rail of one event; to be drawn by the real clock. `onlyWhatFollowed`: without how it came in, where that is plain. */
export function TraceOf({ eventId, onlyWhatFollowed = false }: { eventId: string; onlyWhatFollowed?: boolean }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const format = useTimeFormat();
  const trace = useQuery(
    query.testEvents.trace.queryOptions({
      input: { eventId },
      refetchInterval: ({ state }) => (isAtRest(state.data) ? false : ASK_AGAIN_MS),
    }),
  );
  const skip = useSkip();
  const steps = useTraceSteps(skip);
  if (trace.isError) {
    return <ErrorState error={trace.error} what={t('testEvent.traceWhat')} onRetry={() => void trace.refetch()} />;
  }
  if (!trace.data) return null;
  const entries = onlyWhatFollowed
    ? trace.data.entries.filter(({ what }) => what !== 'stored' && what !== 'lead')
    : trace.data.entries;
  return (
    <>
      <Trace label={t('testEvent.traceWhat')} steps={steps(entries, format.now)} />
      {!trace.data.routed && <p className={classes.waiting}>{t('testEvent.waiting')}</p>}
    </>
  );
}

/** Nothing more follows by itself, or not before a deadline: live updates tell of the rest. */
function isAtRest(data: { routed: boolean; entries: TraceEntry[] } | undefined): boolean {
  if (!data?.routed) return false;
  return data.entries.some(
    (entry) =>
      entry.what === 'now' ||
      entry.what === 'nothing' ||
      entry.what === 'near-miss' ||
      (entry.what === 'step' && entry.kind === 'ended'),
  );
}

function useSkip(): (runId: string, stepNo: number) => void {
  const { t } = useTranslation();
  const { query } = useApi();
  const queryClient = useQueryClient();
  const toast = useToast();
  const problemText = useProblemText();
  const { mutate } = useMutation(query.runs.skipWait.mutationOptions());
  return (runId, stepNo) =>
    mutate(
      { runId, stepNo },
      {
        onSettled: () => void queryClient.invalidateQueries({ queryKey: query.testEvents.key() }),
        onError: (error) =>
          toast({ text: t('testEvent.skipFailed', { why: problemText(problemOf(error)).sentence }), urgent: true }),
      },
    );
}
