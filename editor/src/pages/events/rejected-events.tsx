import { useInfiniteQuery } from '@tanstack/react-query';
import type { RejectedEvent } from '@trellis/shared/api/events.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import type { Column } from '../../ui/table.tsx';
import { REAL_CLOCK, TimeProvider, useTimeSetting } from '../../ui/time/clock.tsx';
import { Moment } from '../../ui/time/time.tsx';
import { EventList } from './event-list.tsx';
import { eventSource } from './event-source.ts';
import { Reason } from './reason.tsx';

/** What the intake did not take, and why; nothing of it has a workspace's time. */
export function RejectedEvents() {
  const { t } = useTranslation();
  const { query } = useApi();
  const { zone } = useTimeSetting();
  const list = useInfiniteQuery(
    query.events.rejected.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
    }),
  );
  const columns: Column<RejectedEvent>[] = [
    { id: 'why', header: t('events.why'), cell: (row) => <Reason text={row.message} /> },
    { id: 'code', header: t('events.code'), width: 176, secondary: true, cell: (row) => row.code },
    {
      id: 'sent',
      header: t('events.sent'),
      width: 300,
      secondary: true,
      cell: (row) => <code title={row.excerpt}>{row.excerpt}</code>,
    },
    { id: 'from', header: t('events.from'), width: 120, secondary: true, cell: (row) => eventSource(t, row.source) },
    { id: 'when', header: t('events.when'), width: 168, cell: (row) => <Moment at={row.at} /> },
  ];
  return (
    <TimeProvider clock={REAL_CLOCK} zone={zone}>
      <EventList kind="rejected" list={list} columns={columns} />
    </TimeProvider>
  );
}
