import { TextInput } from '@mantine/core';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { RunFilterInput } from '@trellis/shared/api/control-jobs.ts';
import type { ControlAction } from '@trellis/shared/api/run-control.ts';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { formatCount } from '../ui/format-number.ts';
import { useToast } from '../ui/toast.tsx';
import { PaceField } from './pace-field.tsx';
import classes from './run-dialog.module.css';

interface Props {
  filter: RunFilterInput;
  action: ControlAction;
  title: string;
  /** What becomes of them. */
  children?: ReactNode;
  /** What is to be decided of the action itself. */
  choices?: ReactNode;
  /** The button, with the number it is about: "Exit 41". */
  confirm: (n: string) => string;
  danger?: boolean;
  onClose: () => void;
}

/** An action on many runs, asked first: how many it concerns, for how many it can be done now, how fast, and why. The job goes on without the page. */
export function JobDialog({ filter, action, title, children, choices, confirm, danger = false, onClose }: Props) {
  const { t } = useTranslation();
  const { query } = useApi();
  const toast = useToast();
  const queryClient = useQueryClient();
  const [pace, setPace] = useState(0);
  const [reason, setReason] = useState('');
  const preview = useQuery(
    query.controlJobs.preview.queryOptions({
      input: { filter, action },
      staleTime: 0,
      gcTime: 0,
      // A choice within the action asks anew, and must not take itself off the screen meanwhile.
      placeholderData: keepPreviousData,
    }),
  );
  const start = useMutation(query.controlJobs.start.mutationOptions());
  const possible = preview.data?.possible ?? 0;
  const names = preview.data?.items.map(({ lead }) => lead.name).slice(0, 5) ?? [];
  const begin = () =>
    start.mutate(
      {
        filter,
        action,
        ...(pace > 0 ? { perMinute: pace } : {}),
        ...(reason.trim() ? { reason: reason.trim() } : {}),
      },
      {
        onSuccess: (job) => {
          toast({ text: t('runControl.bulk.begun', { n: formatCount(job.total) }) });
          for (const queryKey of [query.controlJobs.key(), query.runs.key(), query.counts.key(), query.attention.key()])
            void queryClient.invalidateQueries({ queryKey });
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      open
      danger={danger && possible > 0}
      title={title}
      confirm={preview.data && possible === 0 ? t('runControl.bulk.close') : confirm(formatCount(possible))}
      busy={start.isPending || preview.isPending}
      error={start.error ?? preview.error}
      onConfirm={possible > 0 ? begin : onClose}
      onClose={onClose}
    >
      {children}
      {preview.isPending && <p>{t('runControl.bulk.counting')}</p>}
      {preview.data && (
        <>
          <p>
            {t('runControl.bulk.concerns', {
              count: preview.data.count,
              number: formatCount(preview.data.count),
              possible: formatCount(possible),
            })}
            {names.length > 0 && ` ${t('runControl.bulk.first', { names: names.join(', ') })}`}
          </p>
          {possible > 0 && (
            <>
              {choices && <div className={classes.form}>{choices}</div>}
              {possible > 1 && <PaceField pace={pace} onChange={setPace} count={possible} />}
              <TextInput
                mt={12}
                label={t('runControl.reason')}
                maxLength={500}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            </>
          )}
        </>
      )}
    </ConfirmDialog>
  );
}
