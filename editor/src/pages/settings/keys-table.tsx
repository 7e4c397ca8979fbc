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
import classes from './keys-table.module.css';

/** All write keys; the live ones can be copied and, with leave, revoked after a question. */
export function KeysTable({ keys, mayRevoke }: { keys: readonly WriteKey[]; mayRevoke: boolean }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<WriteKey>();
  return (
    <>
      <table className={classes.table} aria-label={t('settings.keysTable')}>
        <thead>
          <tr>
            <th scope="col">{t('settings.keyName')}</th>
            <th scope="col" data-key>
              {t('settings.key')}
            </th>
            <th scope="col" data-secondary>
              {t('settings.may')}
            </th>
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
            <KeyRow key={key.id} writeKey={key} onRevoke={mayRevoke ? () => setAsked(key) : undefined} />
          ))}
        </tbody>
      </table>
      {asked && <RevokeDialog writeKey={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function KeyRow({ writeKey, onRevoke }: { writeKey: WriteKey; onRevoke: (() => void) | undefined }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const revoked = writeKey.revokedAt !== null;
  return (
    <tr data-revoked={revoked || undefined}>
      <td>{writeKey.name}</td>
      <td data-key className={classes.key}>
        <code>{writeKey.key.slice(0, 14)}…</code>
      </td>
      <td data-secondary>{t('settings.mayWrite')}</td>
      <td data-secondary className={classes.meta}>
        {t('settings.createdBy', { day: format.day(writeKey.createdAt), name: writeKey.createdBy.name })}
      </td>
      <td data-secondary className={classes.meta}>
        {writeKey.lastUsedAt ? <RelativeTime at={writeKey.lastUsedAt} /> : t('settings.never')}
      </td>
      <td className={classes.actions}>
        {revoked ? (
          <Pill small>{t('settings.revoked')}</Pill>
        ) : (
          <span className={classes.buttons}>
            <CopyButton text={writeKey.key} label={t('settings.copyKey')} />
            {onRevoke && (
              <Button
                size="row"
                look="danger"
                aria-label={t('settings.revokeKey', { name: writeKey.name })}
                onClick={onRevoke}
              >
                {t('settings.revoke')}
              </Button>
            )}
          </span>
        )}
      </td>
    </tr>
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
