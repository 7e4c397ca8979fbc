import { forwardRef, type ReactNode } from 'react';
import classes from './scroll-body.module.css';

/** The part of a page that scrolls while header and bars stay. */
export const ScrollBody = forwardRef<HTMLDivElement, { children: ReactNode }>(function ScrollBody({ children }, ref) {
  return (
    <div ref={ref} className={classes.body}>
      {children}
    </div>
  );
});
