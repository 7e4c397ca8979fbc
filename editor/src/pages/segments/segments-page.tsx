import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { MAY_DRAW } from '@trellis/shared/api/roles.ts';
import type { Segment } from '@trellis/shared/api/segments.ts';
import { useCallback, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useMay } from '../../api/use-reader.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { CountTabs } from '../../ui/count-tabs.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { Page, PageBar } from '../../ui/page.tsx';
import { ScrollBody } from '../../ui/scroll-body.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { TableSkeleton } from '../../ui/skeleton.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { REAL_CLOCK, TimeProvider, useTimeSetting } from '../../ui/time/clock.tsx';
import { RelativeTime } from '../../ui/time/time.tsx';
import { FormSourcesProvider } from '../../widgets/form-sources.ts';
import { RuleLine } from './rule-sentence.tsx';
import { filterSegments, SEGMENT_FILTERS } from './segment-filter.ts';
import classes from './segments-page.module.css';
import { useSegmentSources } from './use-segment-sources.ts';

const route = getRouteApi('/signed-in/shell/segments');
/** While members are looked for, their numbers grow without a message of their own, ms. */
const ASK_AGAIN = 2_000;

/** All segments with what they ask and how many are in. */
export default function SegmentsPage() {
  const { t } = useTranslation();
  const { query } = useApi();
  const { show: chosen, search } = route.useSearch();
  const show = chosen ?? 'all';
  const navigate = useNavigate();
  const mayDraw = useMay(MAY_DRAW);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useQuery(
    query.segments.list.queryOptions({
      refetchInterval: ({ state }) => (state.data?.items.some(({ looking }) => looking) ? ASK_AGAIN : false),
    }),
  );
  const columns = useColumns();
  const sources = useSegmentSources();
  const all = list.data?.items ?? [];
  const rows = filterSegments(all, { show, search });
  const setSearch = useCallback(
    (text: string) =>
      void navigate({
        to: '/segments',
        search: { show: chosen, search: text.trim() || undefined },
        replace: true,
      }),
    [navigate, chosen],
  );
  const newButton = (look: 'primary' | 'default') =>
    mayDraw && (
      <Link to="/segments/new" className={buttonClass({ look })}>
        <IconPlus aria-hidden="true" />
        {t('segments.new')}
      </Link>
    );
  return (
    <FormSourcesProvider value={sources}>
      <Page
        title={t('segments.title')}
        note={all.length > 0 && formatCount(all.length)}
        actions={newButton(all.length === 0 && list.data ? 'default' : 'primary')}
      >
        <PageBar>
          <div className={classes.search}>
            <SearchField label={t('segments.search')} value={search ?? ''} onChange={setSearch} />
          </div>
          <CountTabs
            label={t('segments.filters')}
            value={show}
            tabs={SEGMENT_FILTERS.map((value) => ({
              value,
              label: t(`segments.show.${value}`),
              count: list.data && filterSegments(all, { show: value }).length,
            }))}
            onChange={(next) =>
              void navigate({
                to: '/segments',
                search: { search, show: next === 'all' ? undefined : next },
              })
            }
          />
        </PageBar>
        <ScrollBody ref={scroller}>
          {list.isError && (
            <ErrorState error={list.error} what={t('segments.what')} onRetry={() => void list.refetch()} />
          )}
          {list.isPending && <TableSkeleton columns={[200, 420, 60, 90]} />}
          {rows.length > 0 && (
            <Table
              label={t('segments.table')}
              columns={columns}
              rows={rows}
              rowKey={({ id }) => id}
              scrollRef={scroller}
            />
          )}
          {list.data && all.length === 0 && (
            <EmptyState title={t('segments.emptyTitle')} action={newButton('primary')}>
              {t('segments.emptyText')}
            </EmptyState>
          )}
          {all.length > 0 && rows.length === 0 && (
            <EmptyState
              title={search ? t('segments.noneTitle') : t('segments.noneKindTitle')}
              action={search && <Button onClick={() => setSearch('')}>{t('segments.clear')}</Button>}
            >
              {search && t('segments.noneText', { number: formatCount(all.length) })}
            </EmptyState>
          )}
        </ScrollBody>
      </Page>
    </FormSourcesProvider>
  );
}

/** When a row was written: by the wall clock, also where the workspace's runs faster. */
function RealTime({ at }: { at: string }) {
  const { zone } = useTimeSetting();
  return (
    <TimeProvider clock={REAL_CLOCK} zone={zone}>
      <RelativeTime at={at} />
    </TimeProvider>
  );
}

function useColumns(): Column<Segment>[] {
  const { t } = useTranslation();
  return [
    {
      id: 'name',
      header: t('segments.name'),
      width: 280,
      cell: ({ id, name }) => (
        <Link to="/segments/$id" params={{ id }}>
          {name}
        </Link>
      ),
    },
    {
      id: 'rule',
      header: t('segments.rule'),
      secondary: true,
      cell: ({ condition }) =>
        condition === null ? (
          <span className={classes.list}>{t('segments.byHand')}</span>
        ) : (
          <RuleLine rule={condition} />
        ),
    },
    {
      id: 'members',
      header: t('segments.members'),
      width: 150,
      numeric: true,
      cell: ({ members, looking }) => (
        <>
          {looking && <span className={classes.looking}>{t('segments.looking')}</span>}
          <b className={classes.members}>{formatCount(members)}</b>
        </>
      ),
    },
    {
      id: 'created',
      header: t('segments.created'),
      width: 130,
      secondary: true,
      cell: ({ createdAt }) => <RealTime at={createdAt} />,
    },
  ];
}
