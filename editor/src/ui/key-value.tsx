import type { ReactNode } from 'react';
import classes from './key-value.module.css';

/** Facts side by side: a small label over each value. */
export function FactRow({ facts }: { facts: readonly { label: string; value: ReactNode }[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map((fact) => (
        <div key={fact.label}>
          <dt className={classes.factLabel}>{fact.label}</dt>
          <dd className={classes.factValue}>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Facts under each other: label left, value right, 24 px rows. */
export function KeyValueList({ rows }: { rows: readonly { label: string; value: ReactNode; icon?: ReactNode }[] }) {
  return (
    <dl className={classes.list}>
      {rows.map((row) => (
        <div key={row.label} className={classes.row}>
          {row.icon}
          <dt>{row.label}</dt>
          <dd>{row.value}</dd>
        </div>
      ))}
    </dl>
  );
}
