import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ApiKey } from '@trellis/shared/api/keys.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Pill } from '../../ui/pill.tsx';
import { RelativeTime } from '../../ui/time/time.tsx';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import { type SettingsColumn, SettingsTable } from './settings-table.tsx';

/** All API keys; those in force can be revoked after a question. */
export function ApiKeysTable({ keys }: { keys: readonly ApiKey[] }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const format = useTimeFormat();
  const queryClient = useQueryClient();
  const [asked, setAsked] = useState<ApiKey>();
  const revoke = useMutation(query.keys.revokeApi.mutationOptions());
  const close = () => {
    setAsked(undefined);
    revoke.reset();
  };
  const onSuccess = () => {
    void queryClient.invalidateQueries({ queryKey: query.keys.key() });
    close();
  };
  const columns: SettingsColumn<ApiKey>[] = [
    { id: 'name', header: t('settings.keyName'), cell: ({ name }) => name },
    { id: 'begins', header: t('apiKeys.begins'), look: 'code', from: 768, cell: ({ hint }) => <code>{hint}…</code> },
    { id: 'may', header: t('settings.may'), cell: ({ scope }) => t(`apiKeys.scopes.${scope}`) },
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
      cell: (key) =>
        key.revokedAt ? (
          <Pill small>{t('settings.revoked')}</Pill>
        ) : (
          <Button
            size="row"
            look="danger"
            aria-label={t('settings.revokeKey', { name: key.name })}
            onClick={() => setAsked(key)}
          >
            {t('settings.revoke')}
          </Button>
        ),
    },
  ];
  return (
    <>
      <SettingsTable
        label={t('apiKeys.table')}
        columns={columns}
        rows={keys}
        isOver={({ revokedAt }) => revokedAt !== null}
      />
      {asked && (
        <ConfirmDialog
          open
          danger
          title={t('settings.revokeTitle', { name: asked.name })}
          confirm={t('settings.revokeConfirm')}
          busy={revoke.isPending}
          error={revoke.error}
          onConfirm={() => revoke.mutate({ keyId: asked.id }, { onSuccess })}
          onClose={close}
        >
          {t('apiKeys.revokeText')}
        </ConfirmDialog>
      )}
    </>
  );
}
