import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { WriteKey } from '@trellis/shared/api/keys.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Pill } from '../../ui/pill.tsx';
import { RelativeTime } from '../../ui/time/time.tsx';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import classes from './settings-table.module.css';
import { type SettingsColumn, SettingsTable } from './settings-table.tsx';

/** All write keys; the live ones can be copied and, with leave, revoked after a question. */
export function KeysTable({ keys, mayRevoke }: { keys: readonly WriteKey[]; mayRevoke: boolean }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const [asked, setAsked] = useState<WriteKey>();
  const columns: SettingsColumn<WriteKey>[] = [
    { id: 'name', header: t('settings.keyName'), cell: ({ name }) => name },
    {
      id: 'key',
      header: t('settings.key'),
      look: 'code',
      from: 768,
      cell: ({ key }) => <code>{key.slice(0, 14)}…</code>,
    },
    { id: 'may', header: t('settings.may'), from: 1100, cell: () => t('settings.mayWrite') },
    {
      id: 'created',
      header: t('settings.created'),
      look: 'meta',
      from: 1100,
      cell: ({ createdAt, createdBy }) => t('settings.createdBy', { day: format.day(createdAt), name: createdBy.name }),
    },
    {
      id: 'lastUsed',
      header: t('settings.lastUsed'),
      look: 'meta',
      from: 1100,
      cell: ({ lastUsedAt }) => (lastUsedAt ? <RelativeTime at={lastUsedAt} /> : t('settings.never')),
    },
    {
      id: 'actions',
      header: t('settings.actions'),
      look: 'actions',
      cell: (writeKey) =>
        writeKey.revokedAt ? (
          <Pill small>{t('settings.revoked')}</Pill>
        ) : (
          <span className={classes.buttons}>
            <CopyButton text={writeKey.key} label={t('settings.copyKey')} />
            {mayRevoke && (
              <Button
                size="row"
                look="danger"
                aria-label={t('settings.revokeKey', { name: writeKey.name })}
                onClick={() => setAsked(writeKey)}
              >
                {t('settings.revoke')}
              </Button>
            )}
          </span>
        ),
    },
  ];
  return (
    <>
      <SettingsTable
        label={t('settings.keysTable')}
        columns={columns}
        rows={keys}
        isOver={({ revokedAt }) => revokedAt !== null}
      />
      {asked && <RevokeDialog writeKey={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function RevokeDialog({ writeKey, onClose }: { writeKey: WriteKey; onClose: () => void }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const format = useTimeFormat();
  const queryClient = useQueryClient();
  const revoke = useMutation(query.keys.revoke.mutationOptions());
  const confirm = () =>
    revoke.mutate(
      { keyId: writeKey.id },
      {
        onSuccess: () => {
          void queryClient.invalidateQueries({ queryKey: query.keys.key() });
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      open
      danger
      title={t('settings.revokeTitle', { name: writeKey.name })}
      confirm={t('settings.revokeConfirm')}
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      {writeKey.lastUsedAt
        ? t('settings.revokeUsed', { when: format.relative(writeKey.lastUsedAt) })
        : t('settings.revokeUnused')}
    </ConfirmDialog>
  );
}
