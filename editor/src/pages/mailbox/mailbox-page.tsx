import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate, useParams } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Page } from '../../ui/page.tsx';
import { SandboxPill } from '../../ui/sandbox-bar.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { TableSkeleton } from '../../ui/skeleton.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import { REAL_CLOCK, TimeProvider, useTimeSetting } from '../../ui/time/clock.tsx';
import { MailList } from './mail-list.tsx';
import { MailPane } from './mail-pane.tsx';
import classes from './mailbox-page.module.css';

const route = getRouteApi('/signed-in/shell/mailbox');
const PAGE_SIZE = 50;

/** Every mail of the sandbox, and what the lead could do with it. Its times are real ones: what the mail server saw. */
export default function MailboxPage() {
  const { t } = useTranslation();
  const { zone } = useTimeSetting();
  const { id } = useParams({ strict: false });
  const { search } = route.useSearch();
  const someMail = (useMails(search).data?.pages[0]?.items.length ?? 0) > 0;
  return (
    <TimeProvider clock={REAL_CLOCK} zone={zone}>
      <Page
        title={t('mailbox.title')}
        note={<SandboxPill />}
        actions={
          <span className={classes.live}>
            <StatusDot tone="brand" />
            {t('mailbox.atOnce')}
          </span>
        }
      >
        <div className={classes.columns} data-open={id ? true : undefined}>
          <Mails chosen={id} />
          {id ? (
            <MailPane key={id} id={id} />
          ) : (
            <div className={classes.choose}>{someMail && <EmptyState title={t('mailbox.chooseTitle')} />}</div>
          )}
        </div>
      </Page>
    </TimeProvider>
  );
}

function Mails({ chosen }: { chosen: string | undefined }) {
  const { t } = useTranslation();
  const { search } = route.useSearch();
  const navigate = useNavigate();
  const list = useMails(search);
  const setSearch = useCallback(
    (text: string) =>
      void navigate({ to: '.', search: (before) => ({ ...before, search: text.trim() || undefined }), replace: true }),
    [navigate],
  );
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={classes.list} aria-label={t('mailbox.list')}>
      <div className={classes.search}>
        <SearchField label={t('mailbox.search')} value={search ?? ''} onChange={setSearch} />
      </div>
      {list.isError && <ErrorState error={list.error} what={t('mailbox.what')} onRetry={() => void list.refetch()} />}
      {list.isPending && <TableSkeleton rows={8} columns={[120, 60]} />}
      {rows.length > 0 && <MailList rows={rows} chosen={chosen} />}
      {list.data && rows.length === 0 && <NoMail search={search} />}
      {list.hasNextPage && (
        <div className={classes.older}>
          <Button size="row" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('mailbox.older')}
          </Button>
        </div>
      )}
    </section>
  );
}

/** The pages of the list so far; asked once, however many parts of the page use it. */
function useMails(search: string | undefined) {
  const { query } = useApi();
  return useInfiniteQuery(
    query.mailbox.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ search, limit: PAGE_SIZE, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
      placeholderData: (before) => before,
    }),
  );
}

function NoMail({ search }: { search: string | undefined }) {
  const { t } = useTranslation();
  if (search) return <EmptyState title={t('mailbox.noneTitle', { search })} />;
  return (
    <EmptyState
      title={t('mailbox.emptyTitle')}
      action={
        <Link to="/test-event" className={buttonClass({})}>
          {t('mailbox.sendTest')}
        </Link>
      }
    >
      {t('mailbox.emptyText')}
    </EmptyState>
  );
}
