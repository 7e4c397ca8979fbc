import type { ReactNode } from 'react';
import classes from './settings-table.module.css';

export interface SettingsColumn<Row> {
  id: string;
  header: string;
  /** meta: small and grey · code: in the letters of code · numeric: at the right · actions: at the right, its header only for those who hear it. */
  look?: 'meta' | 'code' | 'numeric' | 'actions';
  /** Left out where the window is narrower, px. */
  from?: 768 | 1100;
  cell: (row: Row) => ReactNode;
}

interface Props<Row> {
  /** Names the table for screen readers. */
  label: string;
  columns: readonly SettingsColumn<Row>[];
  rows: readonly Row[];
  /** Revoked, and kept for the record. */
  isOver?: (row: Row) => boolean;
}

/** A short list of what a workspace has: forms, keys, secrets. Long lists have `ui/table.tsx`. */
export function SettingsTable<Row extends { id: string }>({ label, columns, rows, isOver }: Props<Row>) {
  return (
    <table className={classes.table} aria-label={label}>
      <thead>
        <tr>
          {columns.map(({ header, ...column }) => (
            <th key={column.id} scope="col" {...marksOf(column)}>
              {column.look === 'actions' ? <span className="tr-hidden">{header}</span> : header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} data-revoked={isOver?.(row) || undefined}>
            {columns.map(({ cell, ...column }) => (
              <td key={column.id} className={column.look && LOOKS[column.look]} {...marksOf(column)}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const LOOKS = { meta: classes.meta, code: classes.key, numeric: undefined, actions: classes.actions };

const marksOf = ({ look, from }: Pick<SettingsColumn<never>, 'look' | 'from'>) => ({
  'data-key': from === 768 || undefined,
  'data-secondary': from === 1100 || undefined,
  'data-numeric': look === 'numeric' || undefined,
});
