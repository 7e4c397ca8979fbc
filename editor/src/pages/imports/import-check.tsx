import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ApiClient } from '../../api/client.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatCount } from '../../ui/format-number.ts';
import classes from './imports.module.css';

type Check = Awaited<ReturnType<ApiClient['imports']['check']>>;
const COUNTS = ['created', 'updated', 'repeated', 'rejected'] as const;

/** What the first records say will happen: how many leads are new, changed, named twice, or not taken and why. */
export function ImportCheck({ check }: { check: UseQueryResult<Check> }) {
  const { t } = useTranslation();
  return (
    <section className={classes.block} aria-label={t('imports.check.title')}>
      <h2 className={classes.heading}>{t('imports.check.title')}</h2>
      {check.isError && <ErrorState error={check.error} what={t('imports.check.title')} />}
      {check.isPending && <p className={classes.lead}>{t('imports.check.checking')}</p>}
      {check.data && <Found check={check.data} />}
    </section>
  );
}

function Found({ check }: { check: Check }) {
  const { t } = useTranslation();
  const { records, whole, expected, problems, rejected } = check;
  const numbers = { records: formatCount(records), expected: formatCount(expected) };
  return (
    <>
      <p className={classes.lead}>{whole ? t('imports.check.whole', numbers) : t('imports.check.part', numbers)}</p>
      <ul className={classes.outcome}>
        {COUNTS.filter((name) => name !== 'repeated' || check.repeated > 0).map((name) => (
          <li key={name} data-bad={(name === 'rejected' && rejected > 0) || undefined}>
            <b>{formatCount(check[name])}</b> {t(`imports.check.${name}`)}
          </li>
        ))}
      </ul>
      {problems.length > 0 && (
        <ul className={classes.problems}>
          {problems.map(({ record, message }) => (
            <li key={record}>
              <span>{t('imports.check.record', { record: formatCount(record) })}</span> {message}
            </li>
          ))}
          {rejected > problems.length && (
            <li>{t('imports.check.andMore', { number: formatCount(rejected - problems.length) })}</li>
          )}
        </ul>
      )}
      <p className={classes.remark}>{t('imports.check.known')}</p>
    </>
  );
}
