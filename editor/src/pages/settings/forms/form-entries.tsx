import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { FormEntry } from '@trellis/shared/api/forms.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../../api/use-api.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Pill, type PillTone } from '../../../ui/pill.tsx';
import { useTimeFormat } from '../../../ui/time/use-time-format.ts';
import classes from '../settings-table.module.css';
import own from './forms.module.css';

const TONE: Partial<Record<FormEntry['state'], PillTone>> = { confirmed: 'brand', failed: 'danger' };

/** Who filled in the form lately, and what became of their consent. */
export function FormEntries({ formId }: { formId: string }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const format = useTimeFormat();
  const entries = useQuery(query.forms.entries.queryOptions({ input: { formId, limit: 20 } }));
  return (
    <section className={own.part} aria-label={t('forms.entries')}>
      <header className={own.head}>
        <h3 className={own.heading}>{t('forms.entries')}</h3>
      </header>
      {entries.isError && (
        <ErrorState error={entries.error} what={t('forms.entries')} onRetry={() => void entries.refetch()} />
      )}
      {entries.data?.items.length === 0 && <p className={own.hint}>{t('forms.entriesNone')}</p>}
      {entries.data && entries.data.items.length > 0 && (
        <table className={classes.table} aria-label={t('forms.entriesTable')}>
          <thead>
            <tr>
              <th scope="col">{t('forms.entry.lead')}</th>
              <th scope="col">{t('forms.entry.state')}</th>
              <th scope="col" data-secondary>
                {t('forms.entry.when')}
              </th>
            </tr>
          </thead>
          <tbody>
            {entries.data.items.map(({ id, lead, state, at, failed }) => (
              <tr key={id}>
                <td>
                  {lead ? (
                    <Link to="/leads/$id" params={{ id: lead.id }}>
                      {lead.name}
                    </Link>
                  ) : (
                    t('forms.nobody')
                  )}
                </td>
                <td title={failed ?? undefined}>
                  <Pill small tone={TONE[state] ?? 'plain'}>
                    {t(`forms.state.${state}`)}
                  </Pill>
                </td>
                <td data-secondary className={classes.meta}>
                  {format.moment(at)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
