import type { ReactNode } from 'react';
import classes from './pill.module.css';
import { StatusDot, type StatusTone } from './status-dot.tsx';

export type PillTone = 'plain' | 'brand' | 'warn' | 'danger' | 'info' | 'line' | 'sandbox';

interface Props {
  tone?: PillTone;
  /** 18 px instead of 20, for rows and cards. */
  small?: boolean;
  dot?: StatusTone;
  icon?: ReactNode;
  children: ReactNode;
}

/** A short state in words: "Running", "Draft v8". The colour repeats what the words say. */
export function Pill({ tone = 'plain', small = false, dot, icon, children }: Props) {
  return (
    <span className={classes.pill} data-tone={tone} data-small={small || undefined}>
      {dot && <StatusDot tone={dot} />}
      {icon}
      {children}
    </span>
  );
}
