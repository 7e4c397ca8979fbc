import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReceivedEvent } from '@trellis/shared/api/events.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { EMPTY_VALUE } from '../../ui/format-number.ts';
import type { Column } from '../../ui/table.tsx';
import { RelativeTime } from '../../ui/time/time.tsx';
import { EventList } from './event-list.tsx';
import { EventName } from './event-name.tsx';
import { eventSource } from './event-source.ts';

/** Events that were stored, with what each led to. */
export function ReceivedEvents() {
  const { t } = useTranslation();
  const { query } = useApi();
  const list = useInfiniteQuery(
    query.events.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
    }),
  );
  const ledTo = ({ routed, started, missed }: ReceivedEvent) => {
    if (!routed) return t('events.routing');
    const workflows = started.map(({ workflow }) => workflow.name).join(', ');
    const parts = [
      ...(workflows ? [t('events.started', { workflows })] : []),
      ...(missed > 0 ? [t('events.missed', { count: missed })] : []),
    ];
    return parts.join(', ') || EMPTY_VALUE;
  };
  const columns: Column<ReceivedEvent>[] = [
    { id: 'name', header: t('events.event'), cell: (row) => <EventName name={row.name} /> },
    {
      id: 'lead',
      header: t('events.lead'),
      cell: (row) => (
        <Link to="/leads/$id" params={{ id: row.lead.id }}>
          {row.lead.name}
        </Link>
      ),
    },
    { id: 'led', header: t('events.led'), secondary: true, cell: ledTo },
    { id: 'from', header: t('events.from'), width: 120, secondary: true, cell: (row) => eventSource(t, row.source) },
    { id: 'when', header: t('events.when'), width: 148, cell: (row) => <RelativeTime at={row.at} /> },
  ];
  return <EventList kind="received" list={list} columns={columns} />;
}
