import { type CSSProperties, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './skeleton.module.css';

/** A still grey shape where content will stand. */
export function Skeleton({
  width,
  height = 8,
  radius = 4,
}: {
  width: CSSProperties['width'];
  height?: number;
  radius?: number;
}) {
  return <span className={classes.shape} style={{ width, height, borderRadius: radius }} />;
}

/** Waits 200 ms before it shows its shapes, so that a quick answer shows none; told to screen readers once. */
export function Loading({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const late = useLate(200);
  if (!late) return null;
  return (
    <div role="status">
      <span className="tr-hidden">{t('loading')}</span>
      <div aria-hidden="true">{children}</div>
    </div>
  );
}

/** Rows of a table while they load. */
export function TableSkeleton({ rows = 8, columns }: { rows?: number; columns: readonly number[] }) {
  return (
    <Loading>
      <div className={classes.rows}>
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move
          <div key={row} className={classes.row}>
            {columns.map((width, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the columns never move
              <Skeleton key={column} width={width * (row % 3 === 1 ? 0.8 : 1)} />
            ))}
          </div>
        ))}
      </div>
    </Loading>
  );
}

function useLate(ms: number): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return late;
}
