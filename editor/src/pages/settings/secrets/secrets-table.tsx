import type { Secret } from '@trellis/shared/api/secrets.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { RelativeTime } from '../../../ui/time/time.tsx';
import { useTimeFormat } from '../../../ui/time/use-time-format.ts';
import classes from '../keys-table.module.css';
import { RemoveSecret, ReplaceSecret } from './change-secret.tsx';
import { writtenAs } from './written-as.ts';

/** All secrets by name; none shows its value. */
export function SecretsTable({ secrets, mayChange }: { secrets: readonly Secret[]; mayChange: boolean }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const [asked, setAsked] = useState<{ what: 'replace' | 'remove'; secret: Secret }>();
  const close = () => setAsked(undefined);
  return (
    <>
      <table className={classes.table} aria-label={t('secrets.table')}>
        <thead>
          <tr>
            <th scope="col">{t('secrets.name')}</th>
            <th scope="col" data-secondary>
              {t('secrets.use')}
            </th>
            <th scope="col" data-secondary>
              {t('secrets.changed')}
            </th>
            <th scope="col" data-secondary>
              {t('secrets.lastUsed')}
            </th>
            <th scope="col">
              <span className="tr-hidden">{t('secrets.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {secrets.map((secret) => (
            <tr key={secret.id}>
              <td>{secret.name}</td>
              <td data-secondary className={classes.key}>
                <code>{writtenAs(secret.name)}</code>
              </td>
              <td data-secondary className={classes.meta}>
                {t('secrets.changedBy', { day: format.day(secret.changedAt), name: secret.changedBy.name })}
              </td>
              <td data-secondary className={classes.meta}>
                {secret.lastUsedAt ? <RelativeTime at={secret.lastUsedAt} /> : t('secrets.never')}
              </td>
              <td className={classes.actions}>
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
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {asked?.what === 'replace' && <ReplaceSecret secret={asked.secret} onClose={close} />}
      {asked?.what === 'remove' && <RemoveSecret secret={asked.secret} onClose={close} />}
    </>
  );
}
