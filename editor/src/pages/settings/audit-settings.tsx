import { useInfiniteQuery } from '@tanstack/react-query';
import { AUDIT_AREAS, type AuditArea, type AuditEntryView } from '@trellis/shared/api/audit.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { EMPTY_VALUE } from '../../ui/format-number.ts';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import { auditFacts, auditSubject, auditTitle } from './audit-words.ts';
import people from './people.module.css';
import { SettingSection } from './setting.tsx';
import classes from './settings-table.module.css';

/** The audit log, newest first, narrowed to one kind of thing. */
export default function AuditSettings() {
  const { t } = useTranslation();
  const { query } = useApi();
  const [area, setArea] = useState<AuditArea>();
  const log = useInfiniteQuery(
    query.audit.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 50, ...(area ? { area } : {}), ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
    }),
  );
  const entries = log.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <SettingSection title={t('audit.title')} lead={t('audit.lead')}>
      <fieldset className={people.filters} aria-label={t('audit.areas')}>
        <Button size="row" look={area ? 'ghost' : 'default'} aria-pressed={!area} onClick={() => setArea(undefined)}>
          {t('audit.area.all')}
        </Button>
        {AUDIT_AREAS.map((one) => (
          <Button
            key={one}
            size="row"
            look={area === one ? 'default' : 'ghost'}
            aria-pressed={area === one}
            onClick={() => setArea(one)}
          >
            {t(`audit.area.${one}`)}
          </Button>
        ))}
      </fieldset>
      {log.isError && <ErrorState error={log.error} what={t('audit.what')} onRetry={() => void log.refetch()} />}
      {entries.length > 0 && <AuditTable entries={entries} />}
      {log.data && entries.length === 0 && <EmptyState title={t('audit.noneTitle')}>{t('audit.noneText')}</EmptyState>}
      {log.hasNextPage && (
        <div className={people.older}>
          <Button busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            {t('audit.older')}
          </Button>
        </div>
      )}
    </SettingSection>
  );
}

function AuditTable({ entries }: { entries: readonly AuditEntryView[] }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  return (
    <table className={classes.table} aria-label={t('audit.table')}>
      <thead>
        <tr>
          <th scope="col">{t('audit.action')}</th>
          <th scope="col" data-key>
            {t('audit.who')}
          </th>
          <th scope="col" data-secondary>
            {t('audit.why')}
          </th>
          <th scope="col" data-key>
            {t('audit.when')}
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.id}>
            <td title={entry.action} className={people.done}>
              <Done entry={entry} />
            </td>
            <td data-key>{entry.actor.name}</td>
            <td data-secondary className={people.why}>
              {entry.reason ?? EMPTY_VALUE}
            </td>
            <td data-key className={classes.meta}>
              {format.moment(entry.at)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What was done, in words, and below it what changed. */
function Done({ entry }: { entry: AuditEntryView }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const subject = auditSubject(entry);
  const facts = auditFacts(entry, t, format.moment).join(' · ');
  return (
    <>
      {auditTitle(entry.action, t)}
      {subject && <span className={people.subject}> {subject}</span>}
      {facts && (
        <span className={people.changed} title={facts}>
          {facts}
        </span>
      )}
      <span className={people.byline}>
        {[entry.actor.name, format.moment(entry.at), ...(entry.reason ? [entry.reason] : [])].join(' · ')}
      </span>
    </>
  );
}
