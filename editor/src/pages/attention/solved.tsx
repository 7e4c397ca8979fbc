import { IconCheck, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ControlJob } from '@trellis/shared/api/control-jobs.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { TableSkeleton } from '../../ui/skeleton.tsx';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import classes from './solved.module.css';

const WEEK = 7 * 24 * 3_600_000;
/** More jobs than that in a week are not looked for. */
const MOST = 200;

export interface SolvedJobs {
  jobs: ControlJob[] | undefined;
  error: unknown;
  retry: () => void;
}

/** Jobs that ended in the last seven days of workspace time, newest first. */
export function useSolved(): SolvedJobs {
  const { query } = useApi();
  const format = useTimeFormat();
  const list = useQuery(query.controlJobs.list.queryOptions({ input: { limit: MOST } }));
  return {
    jobs: list.data?.items.filter(
      ({ status, finishedAt }) =>
        status !== 'running' && finishedAt !== null && format.now - Date.parse(finishedAt) < WEEK,
    ),
    error: list.error,
    retry: () => void list.refetch(),
  };
}

/** What was done to many runs this week, by whom and why. */
export function Solved({ solved: { jobs, error, retry } }: { solved: SolvedJobs }) {
  const { t } = useTranslation();
  if (error) return <ErrorState error={error} what={t('attention.solvedWhat')} onRetry={retry} />;
  if (!jobs) return <TableSkeleton columns={[320, 90, 160]} />;
  if (jobs.length === 0)
    return <EmptyState title={t('attention.solvedEmptyTitle')}>{t('attention.solvedEmptyText')}</EmptyState>;
  return (
    <ul className={classes.list} aria-label={t('attention.solvedTable')}>
      {jobs.map((job) => (
        <Row key={job.id} job={job} />
      ))}
    </ul>
  );
}

function Row({ job }: { job: ControlJob }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const refused = Object.values(job.refused).reduce((sum, n) => sum + n, 0);
  const Icon = job.status === 'done' ? IconCheck : IconX;
  return (
    <li className={classes.row}>
      <Icon size={16} stroke={1.75} aria-hidden="true" />
      <span className={classes.what}>
        <b>{t(`attention.job.${job.action.kind}`)}</b>
        <span>
          {[
            job.filter.code,
            job.reason,
            ...(refused > 0 ? [t('attention.jobRefused', { n: formatCount(refused) })] : []),
            ...(job.status === 'cancelled' ? [t('attention.solvedCancelled')] : []),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </span>
      <span className={classes.count}>{t('attention.solvedRow', { count: job.done, n: formatCount(job.done) })}</span>
      <span className={classes.meta}>{t('attention.solvedBy', { who: job.by.name })}</span>
      <time className={classes.meta} dateTime={job.finishedAt ?? undefined}>
        {job.finishedAt && format.relative(job.finishedAt)}
      </time>
    </li>
  );
}
