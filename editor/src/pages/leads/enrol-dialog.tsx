import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { LeadFilterInput } from '@trellis/shared/api/enrol-jobs.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { PaceField } from '../../run-control/pace-field.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { useToast } from '../../ui/toast.tsx';
import classes from './chosen-bar.module.css';
import type { ChosenWorkflow } from './enrol-menu.tsx';

interface Props {
  filter: LeadFilterInput;
  workflow: ChosenWorkflow;
  /** Name of the segment that the filter is. */
  segment?: string;
  onClose: () => void;
  onBegun: () => void;
}

/** Says who of a filter would enter a workflow and why others would not; then begins a job that goes on without this page. */
export function EnrolDialog({ filter, workflow, segment, onClose, onBegun }: Props) {
  const { t } = useTranslation();
  const { query } = useApi();
  const toast = useToast();
  const queryClient = useQueryClient();
  const [pace, setPace] = useState(0);
  const preview = useQuery(
    query.enrolJobs.preview.queryOptions({ input: { filter, workflowId: workflow.id }, staleTime: 0, gcTime: 0 }),
  );
  const start = useMutation(query.enrolJobs.start.mutationOptions());
  const found = preview.data;
  const entering = found?.entering ?? 0;
  const sampled = found !== undefined && found.looked < found.matching;
  const possible = entering > 0 || sampled;
  const number = formatCount(found?.matching ?? 0);
  const confirm = () =>
    start.mutate(
      { filter, workflowId: workflow.id, ...(pace > 0 ? { perMinute: pace } : {}) },
      {
        onSuccess: (job) => {
          toast({ text: t('enrol.begun', { number: formatCount(job.total), workflow: workflow.name }) });
          void queryClient.invalidateQueries({ queryKey: query.enrolJobs.key() });
          onBegun();
        },
      },
    );
  return (
    <ConfirmDialog
      open
      title={
        segment
          ? t('enrol.titleMembers', { segment, workflow: workflow.name })
          : t('enrol.title', { count: found?.matching ?? 2, number, workflow: workflow.name })
      }
      confirm={
        found && !possible
          ? t('enrol.nobody')
          : t('enrol.confirm', { number: formatCount(sampled ? found.matching : entering) })
      }
      busy={start.isPending || preview.isPending}
      error={start.error ?? preview.error}
      onConfirm={possible ? confirm : onClose}
      onClose={onClose}
    >
      {preview.isPending && t('enrol.counting')}
      {found && (
        <>
          {t(found.by === 'segment' ? 'enrol.wouldSegment' : 'enrol.would', {
            count: entering,
            number: formatCount(entering),
          })}
          {found.refused.map((why) => (
            <span key={why.code} className={classes.refused}>
              {t('enrol.refused', { number: formatCount(why.count), text: why.text.replace(/\.$/, '') })}
            </span>
          ))}
          {sampled && (
            <span className={classes.refused}>
              {t('enrol.lookedAt', { looked: formatCount(found.looked), matching: number })}
            </span>
          )}
          {possible && <PaceField pace={pace} onChange={setPace} count={sampled ? found.matching : entering} />}
        </>
      )}
    </ConfirmDialog>
  );
}
