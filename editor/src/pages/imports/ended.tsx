import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Import } from '@trellis/shared/api/imports.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useReader } from '../../api/use-reader.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import classes from './imports.module.css';
import { ImportCounts } from './running.tsx';

const SHOWN = 20;

/** An import that has ended: what it did, and the records that were not taken, to look at and to download. */
export function Ended({ import: file }: { import: Import }) {
  const { t } = useTranslation();
  const { status, startedAt, rejected } = file;
  const state = status === 'failed' || status === 'cancelled' ? status : 'done';
  return (
    <>
      <section className={classes.block} aria-label={t(`imports.ended.${state}`)}>
        <h2 className={classes.heading}>{t(`imports.ended.${state}`)}</h2>
        <p className={classes.lead}>
          <EndedText import={file} />
        </p>
        {startedAt && <ImportCounts import={file} />}
        <div className={classes.buttons}>
          <Link to="/leads" search={{ sort: 'newest' }} className={buttonClass({})}>
            {t('imports.ended.leads')}
          </Link>
          <Link to="/leads/imports" className={buttonClass({})}>
            {t('imports.ended.another')}
          </Link>
        </div>
      </section>
      {rejected > 0 && <NotTaken import={file} />}
    </>
  );
}

function EndedText({ import: { status, startedAt, endedAt, records, failed } }: { import: Import }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  if (!startedAt) return t('imports.ended.never');
  const number = formatCount(records);
  if (status === 'failed') return `${failed ?? ''} ${t('imports.ended.cancelledText', { number })}`;
  if (status === 'cancelled') return t('imports.ended.cancelledText', { number });
  const ran = new Date(endedAt ?? startedAt).getTime() - new Date(startedAt).getTime();
  return t('imports.ended.doneText', { count: records, number, time: format.duration(Math.max(1000, ran)) });
}

function NotTaken({ import: { id, rejected, columns } }: { import: Import }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const { workspace } = useReader();
  const errors = useQuery(query.imports.errors.queryOptions({ input: { importId: id, limit: SHOWN } }));
  return (
    <section className={classes.block} aria-label={t('imports.report.title')}>
      <header className={classes.withAction}>
        <h2 className={classes.heading}>
          {t('imports.report.title')} <span className={classes.note}>{formatCount(rejected)}</span>
        </h2>
        {/* A link sends no header: the workspace stands in the address. */}
        <a
          className={buttonClass({})}
          href={`/api/imports/${id}/errors.csv?${new URLSearchParams({ workspace: workspace.id })}`}
          download
        >
          <IconDownload size={14} stroke={1.75} aria-hidden="true" />
          {t('imports.report.download')}
        </a>
      </header>
      <p className={classes.lead}>{t('imports.report.text')}</p>
      {errors.isError && <ErrorState error={errors.error} what={t('imports.report.title')} />}
      {errors.data && (
        <table className={classes.table} aria-label={t('imports.report.table')}>
          <thead>
            <tr>
              <th scope="col" data-numeric>
                {t('imports.report.record')}
              </th>
              <th scope="col">{t('imports.report.why')}</th>
              <th scope="col" data-secondary>
                {t('imports.report.cells')}
              </th>
            </tr>
          </thead>
          <tbody>
            {errors.data.items.map((error) => (
              <tr key={error.record}>
                <td data-numeric>{formatCount(error.record)}</td>
                <td>{error.message}</td>
                <td data-secondary className={classes.cells} title={namedCells(columns, error.cells)}>
                  {error.cells.join(' · ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rejected > SHOWN && (
        <p className={classes.remark}>{t('imports.report.shown', { shown: SHOWN, number: formatCount(rejected) })}</p>
      )}
    </section>
  );
}

const namedCells = (columns: readonly string[], cells: readonly string[]): string =>
  cells.map((cell, index) => `${columns[index] ?? index + 1}: ${cell}`).join('\n');
