import { Menu } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { RunFilterInput } from '@trellis/shared/api/control-jobs.ts';
import { MAY_OPERATE } from '@trellis/shared/api/roles.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import { useMay } from '../api/use-reader.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { useToast } from '../ui/toast.tsx';

const KINDS = ['skip-wait', 'run-now', 'pause', 'resume', 'retry', 'exit'] as const;
type Kind = (typeof KINDS)[number];

/** Does one thing to all runs of a filter: asks first how many it would concern, then begins a job that goes on without this page. */
export function BulkMenu({ filter, label }: { filter: RunFilterInput; label: string }) {
  const { t } = useTranslation();
  const mayAct = useMay(MAY_OPERATE);
  const [asked, setAsked] = useState<Kind>();
  if (!mayAct) return null;
  return (
    <>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <Button size="row">{label}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {KINDS.map((kind) => (
            <Menu.Item key={kind} onClick={() => setAsked(kind)}>
              {t(`runControl.bulk.${kind}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {asked && <BulkDialog filter={filter} kind={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function BulkDialog({ filter, kind, onClose }: { filter: RunFilterInput; kind: Kind; onClose: () => void }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const toast = useToast();
  const queryClient = useQueryClient();
  const preview = useQuery(query.controlJobs.preview.queryOptions({ input: { filter, action: { kind } } }));
  const start = useMutation(query.controlJobs.start.mutationOptions());
  const names = preview.data?.items.map(({ lead }) => lead.name) ?? [];
  const confirm = () =>
    start.mutate(
      { filter, action: { kind } },
      {
        onSuccess: (job) => {
          toast({ text: t('runControl.bulk.begun', { n: job.total }) });
          for (const queryKey of [query.controlJobs.key(), query.runs.key(), query.counts.key()])
            void queryClient.invalidateQueries({ queryKey });
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      open
      danger={kind === 'exit'}
      title={t(`runControl.bulk.${kind}`)}
      confirm={t('runControl.bulk.confirm', { n: preview.data?.possible ?? 0 })}
      busy={start.isPending || preview.isPending}
      error={start.error ?? preview.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      {preview.data && (
        <>
          <p>{t('runControl.bulk.concerns', { count: preview.data.count, possible: preview.data.possible })}</p>
          {names.length > 0 && <p>{t('runControl.bulk.first', { names: names.join(', ') })}</p>}
        </>
      )}
    </ConfirmDialog>
  );
}
