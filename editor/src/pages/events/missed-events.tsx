import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { MissedEvent } from '@trellis/shared/api/events.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { EMPTY_VALUE } from '../../ui/format-number.ts';
import type { Column } from '../../ui/table.tsx';
import { RelativeTime } from '../../ui/time/time.tsx';
import { EventList } from './event-list.tsx';
import { EventName } from './event-name.tsx';
import { Reason } from './reason.tsx';

/** "Did not trigger because": the reason beside each. */
export function MissedEvents() {
  const { t } = useTranslation();
  const { query } = useApi();
  const list = useInfiniteQuery(
    query.events.missed.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
    }),
  );
  const columns: Column<MissedEvent>[] = [
    {
      id: 'name',
      header: t('events.event'),
      cell: (row) => (row.event ? <EventName name={row.event.name} /> : EMPTY_VALUE),
    },
    {
      id: 'lead',
      header: t('events.lead'),
      cell: (row) => (
        <Link to="/leads/$id" params={{ id: row.lead.id }}>
          {row.lead.name}
        </Link>
      ),
    },
    {
      id: 'workflow',
      header: t('events.workflow'),
      secondary: true,
      cell: (row) => (
        <Link to="/workflows/$id/edit" params={{ id: row.workflow.id }}>
          {row.workflow.name}
        </Link>
      ),
    },
    { id: 'why', header: t('events.why'), cell: (row) => <Reason text={row.text} /> },
    { id: 'when', header: t('events.when'), width: 148, cell: (row) => <RelativeTime at={row.at} /> },
  ];
  return <EventList kind="missed" list={list} columns={columns} />;
}
