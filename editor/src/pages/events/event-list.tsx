import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { ScrollBody } from '../../ui/scroll-body.tsx';
import { TableSkeleton } from '../../ui/skeleton.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import type { EventTab } from './event-tabs.ts';

/** What the three lists need of an infinite query. */
interface Pages<Row> {
  data?: { pages: { items: Row[] }[] } | undefined;
  isPending: boolean;
  isError: boolean;
  error: unknown;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
  refetch: () => unknown;
}

/** One of the page's lists, fetched page by page while scrolling. */
export function EventList<Row extends { id: string }>({
  kind,
  list,
  columns,
}: {
  kind: EventTab;
  list: Pages<Row>;
  columns: readonly Column<Row>[];
}) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const more = () => {
    if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
  };
  return (
    <ScrollBody ref={scroller}>
      {list.isError && <ErrorState error={list.error} what={t('events.what')} onRetry={() => void list.refetch()} />}
      {list.isPending && <TableSkeleton columns={[140, 120, 100, 160, 80]} />}
      {rows.length > 0 && (
        <Table
          label={t('events.table')}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          scrollRef={scroller}
          onNearEnd={more}
        />
      )}
      {list.data && rows.length === 0 && (
        <EmptyState title={t(`events.none.${kind}`)}>{t(`events.noneText.${kind}`)}</EmptyState>
      )}
    </ScrollBody>
  );
}
