import classes from './status-dot.module.css';

export type StatusTone = 'brand' | 'warn' | 'danger' | 'off' | 'hollow' | 'unread';

/** A 7 px dot beside a word that says the same; never alone. */
export function StatusDot({ tone }: { tone: StatusTone }) {
  return <i className={classes.dot} data-tone={tone} aria-hidden="true" />;
}
