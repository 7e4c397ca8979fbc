import type { Category as NodeCategory } from '@trellis/shared/node/definition.ts';
import type { ReactNode } from 'react';
import classes from './tile.module.css';

/** Node categories, and `none` for things that happened to the lead. */
export type Category = NodeCategory | 'none';

/** The coloured square with a category's icon; the only place, with chips and tiny paths, where a category's hue lives. */
export function Tile({
  category,
  size = 32,
  children,
}: {
  category: Category;
  size?: 20 | 24 | 28 | 32;
  children: ReactNode;
}) {
  return (
    <span className={classes.tile} data-category={category} data-size={size} aria-hidden="true">
      {children}
    </span>
  );
}
