import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ControlJob } from '@trellis/shared/api/control-jobs.ts';
import { MAY_OPERATE } from '@trellis/shared/api/roles.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useMay } from '../../api/use-reader.tsx';
import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import { useToast } from '../../ui/toast.tsx';
import classes from './running-jobs.module.css';

/** While a job runs its progress is asked for so often, ms. */
const ASK_AGAIN = 2_000;

/** Actions on many runs that are under way, whoever began them, with their progress and how to stop them. */
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
  const format = useTimeFormat();
  const toast = useToast();
  const queryClient = useQueryClient();
  const mayAct = useMay(MAY_OPERATE);
  const cancel = useMutation(query.controlJobs.cancel.mutationOptions());
  const refused = Object.values(job.refused).reduce((sum, n) => sum + n, 0);
  const treated = job.done + refused;
  const name = t(`attention.job.${job.action.kind}`);
  return (
    <div className={classes.job}>
      <b>{name}</b>
      <progress max={job.total} value={treated} aria-label={name} />
      <span>
        {t('attention.jobProgress', { done: formatCount(treated), total: formatCount(job.total) })}
        {refused > 0 && ` · ${t('attention.jobRefused', { n: formatCount(refused) })}`}
        {job.readyAt &&
          ` · ${t('attention.jobLeft', { length: format.duration(Math.max(1_000, Date.parse(job.readyAt) - Date.now())) })}`}
      </span>
      {mayAct && (
        <Button
          size="row"
          busy={cancel.isPending}
          onClick={() =>
            cancel.mutate(
              { jobId: job.id },
              {
                onSuccess: () => {
                  toast({ text: t('attention.cancelled') });
                  void queryClient.invalidateQueries({ queryKey: query.controlJobs.key() });
                },
              },
            )
          }
        >
          {t('attention.cancel')}
        </Button>
      )}
    </div>
  );
}
