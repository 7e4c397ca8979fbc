import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ControlJob } from '@trellis/shared/api/control-jobs.ts';
import { MAY_OPERATE } from '@trellis/shared/api/roles.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useMay } from '../../api/use-reader.tsx';
import classes from '../../run-control/job-row.module.css';
import { JobRow } from '../../run-control/job-row.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { useToast } from '../../ui/toast.tsx';

/** While a job goes on, its runs tell of changes; so does this, for the last of it. */
const ASK_AGAIN = 2_000;

/** Actions on many runs that are under way, each with how far it is and a way to stop it. They go on without this page. */
export function RunningJobs() {
  const { t } = useTranslation();
  const { query } = useApi();
  const jobs = useQuery(
    query.controlJobs.list.queryOptions({
      input: { status: 'running' },
      refetchInterval: ({ state }) => ((state.data?.items.length ?? 0) > 0 ? ASK_AGAIN : false),
    }),
  );
  const items = jobs.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className={classes.jobs} aria-label={t('attention.jobs')}>
      {items.map((job) => (
        <Job key={job.id} job={job} />
      ))}
    </section>
  );
}

function Job({ job }: { job: ControlJob }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const toast = useToast();
  const queryClient = useQueryClient();
  const mayAct = useMay(MAY_OPERATE);
  const cancel = useMutation(query.controlJobs.cancel.mutationOptions());
  const refused = Object.values(job.refused).reduce((sum, n) => sum + n, 0);
  const name = t(`attention.job.${job.action.kind}`);
  const stop = () =>
    cancel.mutate(
      { jobId: job.id },
      {
        onSuccess: () => {
          toast({ text: t('attention.cancelled') });
          void queryClient.invalidateQueries({ queryKey: query.controlJobs.key() });
        },
      },
    );
  return (
    <JobRow
      name={name}
      treated={job.done + refused}
      total={job.total}
      startedAt={job.startedReal}
      readyAt={job.readyAt}
      facts={refused > 0 ? [t('attention.jobRefused', { n: formatCount(refused) })] : []}
      {...(mayAct
        ? {
            cancel: {
              label: t('attention.cancel'),
              name: t('attention.cancelJob', { name }),
              busy: cancel.isPending,
              run: stop,
            },
          }
        : {})}
    />
  );
}
