import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { IMPORT_MAX_BYTES, type Import } from '@trellis/shared/api/imports.ts';
import { MAY_OPERATE } from '@trellis/shared/api/roles.ts';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useMay } from '../../api/use-reader.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { EMPTY_VALUE, formatCount } from '../../ui/format-number.ts';
import { Page } from '../../ui/page.tsx';
import { ScrollBody } from '../../ui/scroll-body.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import { useChosenFiles } from './chosen-files.tsx';
import { FileDrop } from './file-drop.tsx';
import { fileSize } from './file-size.ts';
import { ImportState } from './import-state.tsx';
import classes from './imports.module.css';

/** A place to drop a file, and all imports so far. */
export default function ImportsPage() {
  const { t } = useTranslation();
  const { query } = useApi();
  const mayImport = useMay(MAY_OPERATE);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useInfiniteQuery(
    query.imports.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
    }),
  );
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t('imports.title')} crumbs={[{ label: t('leads.title'), to: '/leads' }]}>
      <ScrollBody ref={scroller}>
        <div className={classes.drop}>{mayImport ? <NewImport /> : <p>{t('imports.notAllowed')}</p>}</div>
        {list.isError && <ErrorState error={list.error} what={t('imports.what')} onRetry={() => void list.refetch()} />}
        {rows.length > 0 && <ImportsTable rows={rows} scroller={scroller} />}
        {list.data && rows.length === 0 && <EmptyState title={t('imports.none')}>{t('imports.noneText')}</EmptyState>}
        {list.hasNextPage && (
          <div className={classes.older}>
            <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {t('imports.older')}
            </Button>
          </div>
        )}
      </ScrollBody>
    </Page>
  );
}

function NewImport() {
  const { t } = useTranslation();
  const { query } = useApi();
  const navigate = useNavigate();
  const { keep } = useChosenFiles();
  const create = useMutation(query.imports.create.mutationOptions());
  const [problem, setProblem] = useState<string>();
  const take = (file: File) => {
    const { name, size } = file;
    if (size > IMPORT_MAX_BYTES) return setProblem(t('imports.tooLarge', { name, size: fileSize(size, t) }));
    if (size === 0) return setProblem(t('imports.empty', { name }));
    setProblem(undefined);
    create.mutate(
      { name: name.slice(0, 200), size },
      {
        onSuccess: ({ id }) => {
          keep(id, file);
          void navigate({ to: '/leads/imports/$id', params: { id } });
        },
      },
    );
  };
  return (
    <>
      <FileDrop
        title={t('imports.drop')}
        text={t('imports.dropText')}
        problem={problem}
        busy={create.isPending}
        onFile={take}
      />
      <FormProblem error={create.error} />
    </>
  );
}

function ImportsTable({
  rows,
  scroller,
}: {
  rows: readonly Import[];
  scroller: React.RefObject<HTMLDivElement | null>;
}) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const count = (row: Import, number: number) => (row.startedAt ? formatCount(number) : EMPTY_VALUE);
  const columns: Column<Import>[] = [
    {
      id: 'file',
      header: t('imports.column.file'),
      cell: (row) => (
        <Link to="/leads/imports/$id" params={{ id: row.id }}>
          {row.name}
        </Link>
      ),
    },
    { id: 'state', header: t('imports.column.state'), width: 150, cell: (row) => <ImportState import={row} /> },
    {
      id: 'created',
      header: t('imports.column.created'),
      width: 90,
      numeric: true,
      secondary: true,
      cell: (row) => count(row, row.created),
    },
    {
      id: 'updated',
      header: t('imports.column.updated'),
      width: 90,
      numeric: true,
      secondary: true,
      cell: (row) => count(row, row.updated),
    },
    {
      id: 'rejected',
      header: t('imports.column.rejected'),
      width: 100,
      numeric: true,
      cell: (row) => count(row, row.rejected),
    },
    { id: 'by', header: t('imports.column.by'), width: 160, secondary: true, cell: (row) => row.createdBy.name },
    {
      id: 'when',
      header: t('imports.column.when'),
      width: 160,
      secondary: true,
      cell: (row) => format.moment(row.createdAt),
    },
  ];
  return (
    <Table label={t('imports.table')} columns={columns} rows={rows} rowKey={({ id }) => id} scrollRef={scroller} />
  );
}
