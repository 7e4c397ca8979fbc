import { Checkbox, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { LeadRow } from '@trellis/shared/api/leads.ts';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { EMPTY_VALUE } from '../../ui/format-number.ts';
import { type Column, Table } from '../../ui/table.tsx';
import { RelativeTime } from '../../ui/time/time.tsx';
import { TinyPath } from '../../ui/tiny-path.tsx';
import { MOST_CHOSEN } from './chosen-bar.tsx';
import classes from './leads-table.module.css';
import { usePathStops } from './use-path-stops.ts';

type Sort = 'last-event' | 'newest';

interface Props {
  rows: readonly LeadRow[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  scrollRef: RefObject<HTMLDivElement | null>;
  onNearEnd: () => void;
  /** Ids of the chosen leads; absent where the reader may do nothing with them. */
  chosen?: ReadonlySet<string>;
  onChoose?: (chosen: ReadonlySet<string>) => void;
}

export function LeadsTable({ rows, sort, onSort, scrollRef, onNearEnd, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const columns: Column<LeadRow>[] = [
    {
      id: 'lead',
      header: t('leads.lead'),
      width: 176,
      cell: (row) => (
        <>
          {chosen && onChoose && (
            <Choice name={row.name} chosen={chosen.has(row.id)} onToggle={() => onChoose(toggled(chosen, row.id))} />
          )}
          <Link to="/leads/$id" params={{ id: row.id }}>
            {row.name}
          </Link>
        </>
      ),
    },
    {
      id: 'company',
      header: t('leads.company'),
      width: 168,
      secondary: true,
      cell: (row) => row.company ?? EMPTY_VALUE,
    },
    { id: 'email', header: t('leads.email'), secondary: true, cell: (row) => row.email ?? EMPTY_VALUE },
    { id: 'runs', header: t('leads.activeRuns'), width: 164, secondary: true, cell: (row) => <RunCell row={row} /> },
    {
      id: 'event',
      header: t('leads.lastEvent'),
      secondary: true,
      cell: (row) => row.lastEvent?.text ?? EMPTY_VALUE,
    },
    {
      id: 'when',
      header: t('leads.when'),
      width: 104,
      onSort: () => onSort('last-event'),
      sorted: sort === 'last-event' ? 'descending' : undefined,
      cell: (row) => (row.lastEvent ? <RelativeTime at={row.lastEvent.at} className={classes.when} /> : EMPTY_VALUE),
    },
    {
      id: 'created',
      header: t('leads.created'),
      width: 104,
      secondary: true,
      onSort: () => onSort('newest'),
      sorted: sort === 'newest' ? 'descending' : undefined,
      cell: (row) => <RelativeTime at={row.createdAt} className={classes.when} />,
    },
  ];
  return (
    <Table
      label={t('leads.table')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      scrollRef={scrollRef}
      onNearEnd={onNearEnd}
      isChosen={(row) => chosen?.has(row.id) ?? false}
    />
  );
}

/** Lies above the link that covers the row. */
function Choice({ name, chosen, onToggle }: { name: string; chosen: boolean; onToggle: () => void }) {
  const { t } = useTranslation();
  return (
    <span className={classes.check}>
      <Checkbox size="xs" aria-label={t('leads.chooseOne', { name })} checked={chosen} onChange={onToggle} />
    </span>
  );
}

/** With or without one lead; more than one call takes are not chosen. */
function toggled(chosen: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(chosen);
  if (!next.delete(id) && next.size < MOST_CHOSEN) next.add(id);
  return next;
}

function RunCell({ row }: { row: LeadRow }) {
  const { t } = useTranslation();
  const stops = usePathStops();
  if (!row.run) return EMPTY_VALUE;
  const names = { workflow: row.run.workflow.name, version: row.run.version.number };
  const label = row.run.at ? t('leads.pathAt', { ...names, node: row.run.at.name }) : t('leads.pathEnded', names);
  return (
    <span className={classes.run}>
      <Tooltip label={label}>
        <span>
          <TinyPath stops={stops(row.run.path)} label={label} />
        </span>
      </Tooltip>
      {row.activeRuns > 1 && <span className={classes.more}>{t('leads.more', { count: row.activeRuns - 1 })}</span>}
    </span>
  );
}
