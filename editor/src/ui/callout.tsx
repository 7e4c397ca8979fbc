import type { ReactNode } from 'react';
import classes from './callout.module.css';

/** A remark on grey with an icon: the fact in 500, what follows from it after. */
export function Callout({
  icon,
  title,
  children,
  action,
}: {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={classes.callout}>
      {icon}
      <div className={classes.text}>
        <span className={classes.title}>{title}</span> <span className={classes.rest}>{children}</span>
      </div>
      {action}
    </div>
  );
}
