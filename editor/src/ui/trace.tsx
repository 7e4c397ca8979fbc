import { IconCheck, IconClock, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './trace.module.css';

export interface TraceStep {
  id: string;
  state: 'done' | 'now' | 'failed';
  title: ReactNode;
  detail?: ReactNode;
  /** A link to what it made. */
  link?: ReactNode;
  /** When, counted from the start: "12 ms". */
  time: string;
}

const ICONS = { done: IconCheck, now: IconClock, failed: IconX };

/** What followed from one thing, in order, on a green rail. New steps are told to screen readers. */
export function Trace({ steps, label }: { steps: readonly TraceStep[]; label: string }) {
  return (
    <ol className={classes.trace} aria-label={label} aria-live="polite">
      {steps.map((step) => {
        const Icon = ICONS[step.state];
        return (
          <li key={step.id} className={classes.step}>
            <div className={classes.rail}>
              <span className={classes.dot} data-state={step.state}>
                <Icon size={12} stroke={2.5} aria-hidden="true" />
              </span>
              <i />
            </div>
            <div className={classes.text}>
              <div className={classes.line}>
                <span className={classes.title}>{step.title}</span>
                {step.link && <span className={classes.link}>{step.link}</span>}
                <span className={classes.time}>{step.time}</span>
              </div>
              {step.detail && <div className={classes.detail}>{step.detail}</div>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
