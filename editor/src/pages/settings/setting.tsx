import type { ReactNode } from 'react';
import classes from './setting.module.css';

/** One section of the settings: heading, what it is for, its rows; at most 900 px wide. */
export function SettingSection({
  title,
  lead,
  action,
  children,
}: {
  title: string;
  lead: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={classes.section}>
      <header className={classes.head}>
        <h2 className={classes.title}>{title}</h2>
        {action}
      </header>
      <p className={classes.lead}>{lead}</p>
      {children}
    </section>
  );
}

/** A row: label and hint left, its fields right. */
export function Setting({
  label,
  hint,
  tall = false,
  children,
}: {
  label: string;
  hint: string;
  /** Its fields take several lines: the label stands at the first. */
  tall?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={classes.row} data-tall={tall || undefined}>
      <div>
        <div className={classes.label}>{label}</div>
        <div className={classes.hint}>{hint}</div>
      </div>
      <div className={classes.fields}>{children}</div>
    </div>
  );
}

/** The foot of a form of settings. */
export function SettingFoot({ children }: { children: ReactNode }) {
  return <div className={classes.foot}>{children}</div>;
}
