import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { WorkflowRow } from '@trellis/shared/api/workflows.ts';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { type MenuWorkflow, WorkflowMenu } from '../../pauses/workflow-menu.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { EMPTY_VALUE, formatCount } from '../../ui/format-number.ts';
import { Pill } from '../../ui/pill.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { StatusDot, type StatusTone } from '../../ui/status-dot.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { RelativeTime } from '../../ui/time/time.tsx';
import classes from './workflows-table.module.css';

const TONES: Record<WorkflowRow['status'], StatusTone> = {
  draft: 'hollow',
  live: 'brand',
  paused: 'warn',
  stopped: 'off',
  archived: 'off',
};

export function WorkflowsTable({
  rows,
  scrollRef,
}: {
  rows: readonly WorkflowRow[];
  scrollRef: RefObject<HTMLDivElement | null>;
}) {
  const { t } = useTranslation();
  const columns: Column<WorkflowRow>[] = [
    { id: 'name', header: t('workflows.name'), cell: (row) => <NameCell row={row} /> },
    { id: 'status', header: t('workflows.status'), width: 112, cell: (row) => <StatusCell row={row} /> },
    {
      id: 'version',
      header: t('workflows.version'),
      width: 124,
      secondary: true,
      cell: (row) => <VersionCell row={row} />,
    },
    {
      id: 'active',
      header: t('workflows.active'),
      width: 88,
      numeric: true,
      cell: (row) => (row.version === null ? EMPTY_VALUE : <b className={classes.number}>{formatCount(row.active)}</b>),
    },
    {
      id: 'entered',
      header: t('workflows.entered'),
      width: 96,
      numeric: true,
      secondary: true,
      cell: (row) => (row.version === null ? EMPTY_VALUE : formatCount(row.entered)),
    },
    {
      id: 'entries',
      header: t('workflows.entries'),
      width: 136,
      secondary: true,
      cell: (row) => <EntriesCell row={row} />,
    },
    {
      id: 'change',
      header: t('workflows.lastChange'),
      width: 174,
      secondary: true,
      cell: (row) => <ChangeCell row={row} />,
    },
    { id: 'menu', header: t('pauses.workflow.column'), width: 60, cell: (row) => <MenuCell row={row} /> },
  ];
  return (
    <Table label={t('workflows.table')} columns={columns} rows={rows} rowKey={(row) => row.id} scrollRef={scrollRef} />
  );
}

const menuOf = ({ id, name, status, active, version }: WorkflowRow): MenuWorkflow => ({
  ...{ id, name, status, active },
  published: version !== null,
});

/** Over the row's link, which covers the whole row. */
function MenuCell({ row }: { row: WorkflowRow }) {
  return (
    <span className={classes.menu}>
      <WorkflowMenu workflow={menuOf(row)} />
    </span>
  );
}

function NameCell({ row }: { row: WorkflowRow }) {
  const { t } = useTranslation();
  return (
    <>
      <Link to={row.version === null ? '/workflows/$id/edit' : '/workflows/$id/live'} params={{ id: row.id }}>
        {row.name}
      </Link>
      <span className={classes.trigger}>{row.triggers.join(', ') || t('workflows.noTrigger')}</span>
    </>
  );
}

function StatusCell({ row }: { row: WorkflowRow }) {
  const { t } = useTranslation();
  if (row.parked > 0) {
    return (
      <span className={classes.parked}>
        <StatusDot tone="danger" />
        {t('workflows.parked', { count: row.parked })}
      </span>
    );
  }
  return (
    <span className={classes.status}>
      <StatusDot tone={TONES[row.status]} />
      {t(`workflows.state.${row.status}`)}
    </span>
  );
}

function VersionCell({ row }: { row: WorkflowRow }) {
  const { t } = useTranslation();
  const draft = row.version === null || row.draftAhead;
  return (
    <span className={classes.version}>
      {row.version !== null && t('workflows.versionNumber', { number: row.version })}
      {draft && (
        <Pill tone="line" small>
          {t('workflows.draftOf', { number: (row.version ?? 0) + 1 })}
        </Pill>
      )}
    </span>
  );
}

function EntriesCell({ row }: { row: WorkflowRow }) {
  const { t } = useTranslation();
  if (row.version === null) return EMPTY_VALUE;
  const label = t('workflows.sparkline', {
    total: formatCount(row.entered),
    last: formatCount(row.entriesPerDay.at(-1) ?? 0),
  });
  return <Sparkline values={row.entriesPerDay} label={label} paused={row.status !== 'live'} />;
}

function ChangeCell({ row }: { row: WorkflowRow }) {
  const { t } = useTranslation();
  const { at, by } = row.lastChange;
  return (
    <span className={classes.change}>
      <Tooltip label={t('workflows.changedBy', { name: by.name })}>
        <span>
          <Avatar id={by.id} name={by.name} />
        </span>
      </Tooltip>
      <RelativeTime at={at} />
    </span>
  );
}
