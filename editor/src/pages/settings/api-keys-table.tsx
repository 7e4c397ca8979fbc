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
import classes from './keys-table.module.css';

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
  return (
    <>
      <table className={classes.table} aria-label={t('apiKeys.table')}>
        <thead>
          <tr>
            <th scope="col">{t('settings.keyName')}</th>
            <th scope="col" data-key>
              {t('apiKeys.begins')}
            </th>
            <th scope="col">{t('settings.may')}</th>
            <th scope="col" data-secondary>
              {t('settings.created')}
            </th>
            <th scope="col" data-secondary>
              {t('settings.lastUsed')}
            </th>
            <th scope="col">
              <span className="tr-hidden">{t('settings.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key.id} data-revoked={key.revokedAt !== null || undefined}>
              <td>{key.name}</td>
              <td data-key className={classes.key}>
                <code>{key.hint}…</code>
              </td>
              <td>{t(`apiKeys.scopes.${key.scope}`)}</td>
              <td data-secondary className={classes.meta}>
                {t('settings.createdBy', { day: format.day(key.createdAt), name: key.createdBy.name })}
              </td>
              <td data-secondary className={classes.meta}>
                {key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} /> : t('settings.never')}
              </td>
              <td className={classes.actions}>
                {key.revokedAt ? (
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
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
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
