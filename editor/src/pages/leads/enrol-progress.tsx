import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { EnrolJob } from '@trellis/shared/api/enrol-jobs.ts';
import { MAY_OPERATE } from '@trellis/shared/api/roles.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useMay } from '../../api/use-reader.tsx';
import jobs from '../../run-control/job-row.module.css';
import { JobRow } from '../../run-control/job-row.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { useToast } from '../../ui/toast.tsx';

/** While a job goes on: how far it is comes without a live message of its own, ms. */
const ASK_AGAIN = 1_500;

/** Enrolments of many leads that are under way, in the workspace, of one segment or into one workflow; nothing while there are none. They outlive the page. */
export function EnrolProgress({ segmentId, workflowId }: { segmentId?: string; workflowId?: string }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const list = useQuery(
    query.enrolJobs.list.queryOptions({
      input: { status: 'running', ...(workflowId ? { workflowId } : {}) },
      refetchInterval: ({ state }) => ((state.data?.items.length ?? 0) > 0 ? ASK_AGAIN : false),
    }),
  );
  const items =
    list.data?.items.filter(({ filter }) => segmentId === undefined || filter.segmentId === segmentId) ?? [];
  if (items.length === 0) return null;
  return (
    <section className={jobs.jobs} aria-label={t('enrol.jobs')}>
      {items.map((job) => (
        <Job key={job.id} job={job} />
      ))}
    </section>
  );
}

function Job({ job }: { job: EnrolJob }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const toast = useToast();
  const queryClient = useQueryClient();
  const mayAct = useMay(MAY_OPERATE);
  const cancel = useMutation(query.enrolJobs.cancel.mutationOptions());
  const passed = job.refused.reduce((sum, { count }) => sum + count, 0);
  const stop = () =>
    cancel.mutate(
      { enrolJobId: job.id },
      {
        onSuccess: () => {
          toast({ text: t('enrol.cancelled') });
          void queryClient.invalidateQueries({ queryKey: query.enrolJobs.key() });
        },
      },
    );
  return (
    <JobRow
      name={t('enrol.job', { workflow: job.workflow.name })}
      treated={job.looked}
      total={job.total}
      startedAt={job.startedAt}
      readyAt={job.readyAt}
      facts={[
        ...(job.entered > 0 ? [t('enrol.entered', { number: formatCount(job.entered) })] : []),
        ...(passed > 0 ? [t('enrol.passed', { number: formatCount(passed) })] : []),
      ]}
      {...(mayAct
        ? {
            cancel: {
              label: t('enrol.cancel'),
              name: t('enrol.cancelName', { workflow: job.workflow.name }),
              busy: cancel.isPending,
              run: stop,
            },
          }
        : {})}
    />
  );
}
