import { IconAlertCircle, IconCalendarEvent } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import type { WorkflowView } from '../canvas/workflow-api.ts';
import { Button } from '../ui/button.tsx';
import { problemOf } from '../ui/problem.ts';
import { useTimeSetting } from '../ui/time/clock.tsx';
import { formatMoment } from '../ui/time/format-time.ts';
import { useToast } from '../ui/toast.tsx';
import classes from './strip.module.css';
import { useScheduled } from './use-scheduled.ts';

/** What will be published by itself, when and as whom; or why it was not. With the way to call it off. */
export function ScheduledStrip({ workflow }: { workflow: WorkflowView }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const queryClient = useQueryClient();
  const toast = useToast();
  const { zone } = useTimeSetting();
  const { scheduled } = useScheduled(workflow.id);
  const unschedule = useMutation(query.versions.unschedule.mutationOptions());
  if (!scheduled) return null;
  // Publishing happens by the real clock, whatever the workspace's.
  const when = formatMoment(Date.parse(scheduled.at), { t, zone, now: Date.now() });
  const failed = scheduled.failed !== null;
  const Icon = failed ? IconAlertCircle : IconCalendarEvent;
  return (
    <section
      className={classes.strip}
      data-tone={failed ? 'danger' : undefined}
      aria-label={t('publish.scheduled.label')}
    >
      <Icon size={16} stroke={1.75} aria-hidden="true" />
      <p className={classes.words}>
        <b>{failed ? t('publish.scheduled.failedTitle', { when }) : t('publish.scheduled.title', { when })}</b>{' '}
        {failed ? scheduled.failed : t('publish.scheduled.by', { who: scheduled.by.name })}
      </p>
      {workflow.canEdit && (
        <Button
          size="row"
          busy={unschedule.isPending}
          onClick={() =>
            unschedule.mutate(
              { workflowId: workflow.id },
              {
                onSuccess: () => {
                  if (!failed) toast({ text: t('publish.scheduled.cancelled') });
                },
                onError: (error) =>
                  toast({ text: t('moves.failed', { message: problemOf(error).title }), urgent: true }),
                onSettled: () => void queryClient.invalidateQueries({ queryKey: query.versions.key() }),
              },
            )
          }
        >
          {failed ? t('publish.scheduled.dismiss') : t('publish.scheduled.cancel')}
        </Button>
      )}
    </section>
  );
}
