import { useInfiniteQuery } from '@tanstack/react-query';
import { AUDIT_AREAS, type AuditArea, type AuditEntryView } from '@trellis/shared/api/audit.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { en } from '../../i18n/en.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { EMPTY_VALUE } from '../../ui/format-number.ts';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
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
          <th scope="col">{t('audit.who')}</th>
          <th scope="col" data-secondary>
            {t('audit.why')}
          </th>
          <th scope="col">{t('audit.when')}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.id}>
            <td title={entry.action}>
              <Done entry={entry} />
            </td>
            <td>{entry.actor.name}</td>
            <td data-secondary className={people.why}>
              {entry.reason ?? EMPTY_VALUE}
            </td>
            <td className={classes.meta}>{format.moment(entry.at)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What was done, in words, and below it what changed as the log keeps it. */
function Done({ entry: { action, subject, change } }: { entry: AuditEntryView }) {
  const { t } = useTranslation();
  const [area = '', verb = ''] = action.split('.', 2);
  const what = wordOf(SUBJECTS, area);
  const did = wordOf(VERBS, verb);
  const words = [
    what ? t(`audit.subject.${what}`) : area.replaceAll('-', ' '),
    did ? t(`audit.verb.${did}`) : verb.replaceAll('-', ' '),
  ].join(' ');
  const changed = changeWords(change, subject.name);
  return (
    <>
      {words}
      {subject.name && <span className={people.subject}> {subject.name}</span>}
      {changed && (
        <span className={people.changed} title={changed}>
          {changed}
        </span>
      )}
    </>
  );
}

const SUBJECTS = Object.keys(en.audit.subject) as (keyof typeof en.audit.subject)[]; // the keys of an object of ours
const VERBS = Object.keys(en.audit.verb) as (keyof typeof en.audit.verb)[]; // likewise

const wordOf = <Word extends string>(words: readonly Word[], text: string): Word | undefined =>
  words.find((word) => word === text);

const SHOWN = 4;
/** Ids and hashes: nobody reads them. */
const MADE = /^[0-9a-f]{8}-[0-9a-f-]{27}$|^[0-9a-f]{64}$/;

function changeWords(change: AuditEntryView['change'], name: string | null): string {
  const plain = Object.entries(change).filter(
    ([, value]) =>
      ['string', 'number', 'boolean'].includes(typeof value) && value !== name && !MADE.test(String(value)),
  );
  return plain
    .slice(0, SHOWN)
    .map(([key, value]) => `${key} ${String(value)}`)
    .join(', ');
}
