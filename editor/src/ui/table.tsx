import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type RefObject, useEffect } from 'react';
import classes from './table.module.css';

/** Below this many rows the browser does well without windowing, and find-in-page sees them all. */
const VIRTUAL_FROM = 100;
const ROW_HEIGHT = 43;

export interface Column<Row> {
  id: string;
  header: string;
  /** Width in px; one column may leave it out and takes the rest. */
  width?: number;
  numeric?: boolean;
  /** Left out below 768 px. */
  secondary?: boolean;
  /** Present when the list can be sorted by this column. */
  onSort?: () => void;
  sorted?: 'ascending' | 'descending' | undefined;
  cell: (row: Row) => ReactNode;
}

interface Props<Row> {
  /** Names the table for screen readers. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** The element that scrolls; needed for long lists. */
  scrollRef: RefObject<HTMLDivElement | null>;
  /** Called when the last rows come near, to load the next page. */
  onNearEnd?: (() => void) | undefined;
  isChosen?: (row: Row) => boolean;
}

/** A table as LOOK draws it: header 30, rows 43. The first link of a row makes the whole row its target. */
export function Table<Row>({ label, columns, rows, rowKey, scrollRef, onNearEnd, isChosen }: Props<Row>) {
  const virtual = rows.length >= VIRTUAL_FROM;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    enabled: virtual,
  });
  const windowed = virtual ? virtualizer.getVirtualItems() : [];
  const first = windowed[0]?.index ?? 0;
  const last = virtual ? (windowed.at(-1)?.index ?? 0) : rows.length - 1;
  useNearEnd(scrollRef, rows.length - last, onNearEnd);
  const above = first * ROW_HEIGHT;
  const below = virtual ? (rows.length - 1 - last) * ROW_HEIGHT : 0;
  return (
    <table className={classes.table} aria-label={label} aria-rowcount={virtual ? rows.length + 1 : undefined}>
      <colgroup>
        {columns.map((column) => (
          <col key={column.id} style={{ width: column.width }} data-secondary={column.secondary || undefined} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {columns.map((column) => (
            <HeaderCell key={column.id} column={column} />
          ))}
        </tr>
      </thead>
      {above > 0 && <Spacer height={above} columns={columns.length} />}
      <tbody>
        {rows.slice(first, last + 1).map((row, offset) => (
          <tr
            key={rowKey(row)}
            className={classes.row}
            data-chosen={isChosen?.(row) || undefined}
            aria-rowindex={virtual ? first + offset + 2 : undefined}
          >
            {columns.map((column) => (
              <td
                key={column.id}
                data-numeric={column.numeric || undefined}
                data-secondary={column.secondary || undefined}
              >
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
      {below > 0 && <Spacer height={below} columns={columns.length} />}
    </table>
  );
}

function HeaderCell<Row>({ column }: { column: Column<Row> }) {
  const { header, onSort, sorted } = column;
  return (
    <th
      scope="col"
      data-numeric={column.numeric || undefined}
      data-secondary={column.secondary || undefined}
      aria-sort={onSort ? (sorted ?? 'none') : undefined}
    >
      {onSort ? (
        <button type="button" className={classes.sort} onClick={onSort}>
          {header}
          {sorted === 'ascending' && <IconArrowUp size={14} aria-hidden="true" />}
          {sorted === 'descending' && <IconArrowDown size={14} aria-hidden="true" />}
        </button>
      ) : (
        header
      )}
    </th>
  );
}

function Spacer({ height, columns }: { height: number; columns: number }) {
  return (
    <tbody aria-hidden="true">
      <tr>
        <td className={classes.spacer} style={{ height }} colSpan={columns} />
      </tr>
    </tbody>
  );
}

/** Asks for more when fewer than 20 rows lie below the window, or when the scroller is near its end. */
function useNearEnd(
  scrollRef: RefObject<HTMLDivElement | null>,
  rowsBelow: number,
  onNearEnd: (() => void) | undefined,
) {
  useEffect(() => {
    const scroller = scrollRef.current;
    if (!scroller || !onNearEnd) return;
    const check = () => {
      const left = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
      if (left < 20 * ROW_HEIGHT && rowsBelow <= 20 + VIRTUAL_FROM) onNearEnd();
    };
    check();
    scroller.addEventListener('scroll', check, { passive: true });
    return () => scroller.removeEventListener('scroll', check);
  }, [scrollRef, rowsBelow, onNearEnd]);
}
