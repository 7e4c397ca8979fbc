import type { Secret } from '@trellis/shared/api/secrets.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { RelativeTime } from '../../../ui/time/time.tsx';
import { useTimeFormat } from '../../../ui/time/use-time-format.ts';
import classes from '../settings-table.module.css';
import { type SettingsColumn, SettingsTable } from '../settings-table.tsx';
import { RemoveSecret, ReplaceSecret } from './change-secret.tsx';
import { writtenAs } from './written-as.ts';

/** All secrets by name; none shows its value. */
export function SecretsTable({ secrets, mayChange }: { secrets: readonly Secret[]; mayChange: boolean }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const [asked, setAsked] = useState<{ what: 'replace' | 'remove'; secret: Secret }>();
  const close = () => setAsked(undefined);
  const columns: SettingsColumn<Secret>[] = [
    { id: 'name', header: t('secrets.name'), cell: ({ name }) => name },
    {
      id: 'use',
      header: t('secrets.use'),
      look: 'code',
      from: 1100,
      cell: ({ name }) => <code>{writtenAs(name)}</code>,
    },
    {
      id: 'changed',
      header: t('secrets.changed'),
      look: 'meta',
      from: 1100,
      cell: ({ changedAt, changedBy }) => t('secrets.changedBy', { day: format.day(changedAt), name: changedBy.name }),
    },
    {
      id: 'lastUsed',
      header: t('secrets.lastUsed'),
      look: 'meta',
      from: 1100,
      cell: ({ lastUsedAt }) => (lastUsedAt ? <RelativeTime at={lastUsedAt} /> : t('secrets.never')),
    },
    {
      id: 'actions',
      header: t('secrets.actions'),
      look: 'actions',
      cell: (secret) => (
        <span className={classes.buttons}>
          <CopyButton text={writtenAs(secret.name)} label={t('secrets.copyUse')} />
          {mayChange && (
            <>
              <Button
                size="row"
                aria-label={t('secrets.replaceOf', { name: secret.name })}
                onClick={() => setAsked({ what: 'replace', secret })}
              >
                {t('secrets.replace')}
              </Button>
              <Button
                size="row"
                look="danger"
                aria-label={t('secrets.removeOf', { name: secret.name })}
                onClick={() => setAsked({ what: 'remove', secret })}
              >
                {t('secrets.remove')}
              </Button>
            </>
          )}
        </span>
      ),
    },
  ];
  return (
    <>
      <SettingsTable label={t('secrets.table')} columns={columns} rows={secrets} />
      {asked?.what === 'replace' && <ReplaceSecret secret={asked.secret} onClose={close} />}
      {asked?.what === 'remove' && <RemoveSecret secret={asked.secret} onClose={close} />}
    </>
  );
}
