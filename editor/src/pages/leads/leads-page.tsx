import { IconDownload, IconPlus, IconUpload } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { MAY_OPERATE } from '@trellis/shared/api/roles.ts';
import { useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useMay, useReader } from '../../api/use-reader.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { Page, PageBar } from '../../ui/page.tsx';
import { ScrollBody } from '../../ui/scroll-body.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { TableSkeleton } from '../../ui/skeleton.tsx';
import { AddLead } from './add-lead.tsx';
import { ChosenBar, MOST_CHOSEN } from './chosen-bar.tsx';
import { EnrolProgress } from './enrol-progress.tsx';
import classes from './leads-page.module.css';
import { LeadsTable } from './leads-table.tsx';

const route = getRouteApi('/signed-in/shell/leads');
const PAGE_SIZE = 50;

/** All leads: searched and sorted on the server, fetched page by page while scrolling, drawn in a window. */
export default function LeadsPage() {
  const { t } = useTranslation();
  const { query } = useApi();
  const { search, sort = 'last-event' } = route.useSearch();
  const navigate = useNavigate();
  const { workspace } = useReader();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  // A choice of all is a choice of what is searched for now; another search takes it back.
  const [all, setAll] = useChoiceOfAll(search);
  const [adding, setAdding] = useState(false);
  const mayAdd = useMay(MAY_OPERATE);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useInfiniteQuery(
    query.leads.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ search, sort, limit: PAGE_SIZE, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
      placeholderData: (before) => before,
    }),
  );
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const choose = (next: ReadonlySet<string>) => {
    setAll(false);
    setChosen(next);
  };
  const setSearch = useCallback(
    (text: string) =>
      void navigate({
        to: '/leads',
        search: (before) => ({ ...before, search: text.trim() || undefined }),
        replace: true,
      }),
    [navigate],
  );
  const first = list.data?.pages[0];
  const matching = useMatching(first, search);
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page
      title={t('leads.title')}
      note={
        first && (
          <LeadCount total={first.total} matching={search ? first.matching : undefined} capped={first.matchingCapped} />
        )
      }
      actions={
        mayAdd && (
          <>
            <Link to="/leads/imports" className={buttonClass({ look: 'ghost' })}>
              <IconUpload aria-hidden="true" />
              {t('imports.open')}
            </Link>
            <a className={buttonClass({ look: 'ghost' })} href={exportAddress(workspace.id, search)} download>
              <IconDownload aria-hidden="true" />
              {t('leads.export')}
            </a>
            <Button look="primary" icon={<IconPlus aria-hidden="true" />} onClick={() => setAdding(true)}>
              {t('leads.add')}
            </Button>
          </>
        )
      }
    >
      <PageBar>
        <div className={classes.search}>
          <SearchField label={t('leads.search')} value={search ?? ''} onChange={setSearch} />
        </div>
      </PageBar>
      <EnrolProgress />
      <ScrollBody ref={scroller}>
        {list.isError && <ErrorState error={list.error} what={t('leads.what')} onRetry={() => void list.refetch()} />}
        {list.isPending && <TableSkeleton columns={[120, 110, 170, 140, 80]} />}
        {rows.length > 0 && (
          <LeadsTable
            rows={rows}
            sort={sort}
            onSort={(next) =>
              void navigate({ to: '/leads', search: (before) => ({ ...before, sort: next }), replace: true })
            }
            scrollRef={scroller}
            {...(mayAdd ? { chosen: all ? new Set(rows.map(({ id }) => id)) : chosen, onChoose: choose } : {})}
            onNearEnd={more}
          />
        )}
        {first && rows.length === 0 && <NoLeads search={search} total={first.total} onClear={() => setSearch('')} />}
      </ScrollBody>
      {(chosen.size > 0 || all) && (
        <ChosenBar
          chosen={
            all && first
              ? { kind: 'all', filter: { ...(search ? { search } : {}) }, number: matching }
              : { kind: 'some', leadIds: [...chosen] }
          }
          {...(first && first.matching > chosen.size ? { matching } : {})}
          onShown={() => setChosen(new Set(rows.slice(0, MOST_CHOSEN).map(({ id }) => id)))}
          onAll={() => setAll(true)}
          onClear={() => {
            setAll(false);
            setChosen(new Set());
          }}
        />
      )}
      <AddLead open={adding} onClose={() => setAdding(false)} />
    </Page>
  );
}

/** Whether all leads of the present search are chosen. */
function useChoiceOfAll(search: string | undefined): [boolean, (all: boolean) => void] {
  const [chosenFor, setChosenFor] = useState<string | null>(null);
  return [chosenFor === (search ?? ''), (all) => setChosenFor(all ? (search ?? '') : null)];
}

/** How many leads the search finds, as it is written. */
function useMatching(
  first: { matching: number; matchingCapped: boolean; total: number } | undefined,
  search: string | undefined,
): string {
  const { t } = useTranslation();
  if (!first) return '';
  if (!search) return formatCount(first.total);
  const number = formatCount(first.matching);
  return first.matchingCapped ? t('leads.atLeast', { number }) : number;
}

/** A link sends no header: the workspace stands in the address. */
function exportAddress(workspace: string, search: string | undefined): string {
  return `/api/leads/export.csv?${new URLSearchParams({ workspace, ...(search ? { search } : {}) })}`;
}

function LeadCount({ total, matching, capped }: { total: number; matching: number | undefined; capped: boolean }) {
  const { t } = useTranslation();
  if (matching === undefined) return formatCount(total);
  const number = formatCount(matching);
  return t('leads.matching', { matching: capped ? t('leads.atLeast', { number }) : number, total: formatCount(total) });
}

function NoLeads({ search, total, onClear }: { search: string | undefined; total: number; onClear: () => void }) {
  const { t } = useTranslation();
  const { workspace } = useReader();
  if (search) {
    return (
      <EmptyState
        title={t('leads.noneTitle', { search })}
        action={<Button onClick={onClear}>{t('leads.clear')}</Button>}
      >
        {t('leads.noneText', { number: formatCount(total) })}
      </EmptyState>
    );
  }
  const testEvent = (
    <Link to="/test-event" className={buttonClass({})}>
      {t('leads.sendTest')}
    </Link>
  );
  return (
    <EmptyState title={t('leads.emptyTitle')} action={workspace.sandbox && testEvent}>
      {t('leads.emptyText')}
    </EmptyState>
  );
}
