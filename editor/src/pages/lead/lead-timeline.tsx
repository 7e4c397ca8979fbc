import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { Lead } from '@trellis/shared/api/leads.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Button } from '../../ui/button.tsx';
import { CountTabs } from '../../ui/count-tabs.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { PageBar } from '../../ui/page.tsx';
import { TableSkeleton } from '../../ui/skeleton.tsx';
import { Timeline } from '../../ui/timeline.tsx';
import classes from './lead-timeline.module.css';
import { TIMELINE_FILTERS, type TimelineFilter } from './timeline-filter.ts';
import { useTimelineRows } from './use-timeline-rows.tsx';

const route = getRouteApi('/signed-in/shell/leads/$id');
const PAGE_SIZE = 50;

/** Events, steps, sends and consents of one lead in one list, newest first; the filter stands in the address. */
export function LeadTimeline({ lead }: { lead: Lead }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const { show = 'all' } = route.useSearch();
  const navigate = useNavigate();
  const toRow = useTimelineRows();
  const list = useInfiniteQuery(
    query.leads.timeline.infiniteOptions({
      input: (cursor: string | undefined) => ({
        leadId: lead.id,
        limit: PAGE_SIZE,
        ...(show === 'all' ? {} : { kind: show }),
        ...(cursor ? { cursor } : {}),
      }),
      initialPageParam: undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
      placeholderData: (before) => before,
    }),
  );
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const counts = list.data?.pages[0]?.counts ?? undefined;
  const choose = (next: TimelineFilter) =>
    void navigate({
      to: '/leads/$id',
      params: { id: lead.id },
      search: next === 'all' ? {} : { show: next },
      replace: true,
    });
  return (
    <section className={classes.timeline}>
      <PageBar line>
        <CountTabs label={t('lead.filters')} value={show} tabs={useTabs(counts, show)} onChange={choose} />
      </PageBar>
      <div className={classes.list}>
        {list.isError && (
          <ErrorState error={list.error} what={t('lead.timelineWhat')} onRetry={() => void list.refetch()} />
        )}
        {list.isPending && <TableSkeleton rows={6} columns={[56, 24, 280]} />}
        {rows.length > 0 && <Timeline entries={rows.map(toRow)} leadZone={lead.timeZone.zone} />}
        {list.data && rows.length === 0 && (
          <EmptyState title={show === 'all' ? t('lead.emptyTitle') : t('lead.noneTitle')}>
            {show === 'all' && t('lead.emptyText')}
          </EmptyState>
        )}
        {list.hasNextPage && (
          <div className={classes.older}>
            <Button size="row" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {t('lead.older')}
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}

/** Consent and near misses are rare: they get a tab when there are some. */
function useTabs(counts: Record<Exclude<TimelineFilter, 'all'>, number> | undefined, chosen: TimelineFilter) {
  const { t } = useTranslation();
  const all = counts && Object.values(counts).reduce((sum, count) => sum + count, 0);
  return TIMELINE_FILTERS.map((value) => ({
    value,
    label: t(`lead.filter.${value}`),
    count: value === 'all' ? all : counts?.[value],
  })).filter(({ value, count }) => !['consent', 'near-miss'].includes(value) || value === chosen || (count ?? 0) > 0);
}
