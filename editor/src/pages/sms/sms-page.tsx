import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate, useParams } from '@tanstack/react-router';
import type { SmsThread } from '@trellis/shared/api/sms.ts';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Page } from '../../ui/page.tsx';
import { Pill } from '../../ui/pill.tsx';
import { SandboxPill } from '../../ui/sandbox-bar.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { TableSkeleton } from '../../ui/skeleton.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import { REAL_CLOCK, TimeProvider, useTimeSetting } from '../../ui/time/clock.tsx';
import { LogTime } from '../../ui/time/time.tsx';
import page from '../mailbox/mailbox-page.module.css';
import classes from './sms-page.module.css';
import { ThreadPane } from './thread-pane.tsx';

const route = getRouteApi('/signed-in/shell/sms');
const PAGE_SIZE = 50;

/** Every text message of the sandbox by number, and what the lead could answer. Its times are real ones, as the mailbox'. */
export default function SmsPage() {
  const { t } = useTranslation();
  const { zone } = useTimeSetting();
  const { number } = useParams({ strict: false });
  const { search } = route.useSearch();
  const some = (useThreads(search).data?.pages[0]?.items.length ?? 0) > 0;
  return (
    <TimeProvider clock={REAL_CLOCK} zone={zone}>
      <Page
        title={t('sms.title')}
        note={<SandboxPill />}
        actions={
          <span className={page.live}>
            <StatusDot tone="brand" />
            {t('sms.atOnce')}
          </span>
        }
      >
        <div className={page.columns} data-open={number ? true : undefined}>
          <Threads chosen={number} />
          {number ? (
            <ThreadPane key={number} number={number} />
          ) : (
            <div className={page.choose}>{some && <EmptyState title={t('sms.chooseTitle')} />}</div>
          )}
        </div>
      </Page>
    </TimeProvider>
  );
}

function Threads({ chosen }: { chosen: string | undefined }) {
  const { t } = useTranslation();
  const { search } = route.useSearch();
  const navigate = useNavigate();
  const list = useThreads(search);
  const setSearch = useCallback(
    (text: string) =>
      void navigate({ to: '.', search: (before) => ({ ...before, search: text.trim() || undefined }), replace: true }),
    [navigate],
  );
  const rows = list.data?.pages.flatMap((one) => one.items) ?? [];
  return (
    <section className={page.list} aria-label={t('sms.list')}>
      <div className={page.search}>
        <SearchField label={t('sms.search')} value={search ?? ''} onChange={setSearch} />
      </div>
      {list.isError && <ErrorState error={list.error} what={t('sms.what')} onRetry={() => void list.refetch()} />}
      {list.isPending && <TableSkeleton rows={8} columns={[120, 60]} />}
      {rows.length > 0 && (
        <ul>
          {rows.map((thread) => (
            <li key={thread.key} className={classes.item}>
              <Row thread={thread} chosen={thread.key === chosen} />
            </li>
          ))}
        </ul>
      )}
      {list.data && rows.length === 0 && <NoMessages search={search} />}
      {list.hasNextPage && (
        <div className={page.older}>
          <Button size="row" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('sms.older')}
          </Button>
        </div>
      )}
    </section>
  );
}

function Row({ thread, chosen }: { thread: SmsThread; chosen: boolean }) {
  const { t } = useTranslation();
  const { last, lead, number } = thread;
  return (
    <Link
      to="/sms/$number"
      params={{ number: thread.key }}
      search={(before) => before}
      className={classes.row}
      aria-current={chosen ? 'true' : undefined}
      data-chosen={chosen || undefined}
    >
      <span className={classes.line}>
        <span className={classes.who}>{lead?.name ?? number}</span>
        {thread.stopped && (
          <Pill small tone="danger">
            {t('sms.stopped')}
          </Pill>
        )}
        <LogTime at={last.at} className={classes.time} />
      </span>
      <span className={classes.text}>{last.direction === 'in' ? t('sms.you', { text: last.text }) : last.text}</span>
      <span className={classes.number}>{number}</span>
    </Link>
  );
}

/** The pages of the list so far; asked once, however many parts of the page use it. */
function useThreads(search: string | undefined) {
  const { query } = useApi();
  return useInfiniteQuery(
    query.sms.threads.infiniteOptions({
      input: (cursor: string | undefined) => ({ search, limit: PAGE_SIZE, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
      placeholderData: (before) => before,
    }),
  );
}

function NoMessages({ search }: { search: string | undefined }) {
  const { t } = useTranslation();
  if (search) return <EmptyState title={t('sms.noneTitle', { search })} />;
  return (
    <EmptyState
      title={t('sms.emptyTitle')}
      action={
        <Link to="/workflows" className={buttonClass({})}>
          {t('shell.toWorkflows')}
        </Link>
      }
    >
      {t('sms.emptyText')}
    </EmptyState>
  );
}
