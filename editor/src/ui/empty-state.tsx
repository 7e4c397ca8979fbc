import type { ReactNode } from 'react';
import classes from './empty-state.module.css';

interface Props {
  /** What is true now: "Nobody is waiting here". */
  title: string;
  /** Who, when, how many; or what will fill this place. */
  children?: ReactNode;
  /** One button. */
  action?: ReactNode;
  /** 1 where it is all there is on the page. */
  level?: 1 | 2;
}

/** Stands where a list has nothing: the drawing, what is true now, one button. */
export function EmptyState({ title, children, action, level = 2 }: Props) {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div className={classes.empty}>
      <LatticeAndVine />
      <Heading className={classes.title}>{title}</Heading>
      {children && <p className={classes.text}>{children}</p>}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}

function LatticeAndVine() {
  return (
    <svg width="56" height="44" viewBox="0 0 56 44" fill="none" aria-hidden="true">
      <path d="M12 2v40M28 2v40M44 2v40M2 12h52M2 32h52" stroke="var(--tr-line-strong)" strokeWidth="1.5" />
      <path
        d="M4 42c12 0 8-14 24-18S42 4 54 3"
        stroke="var(--tr-brand-vivid)"
        strokeWidth="2.5"
        strokeLinecap="round"
      />
    </svg>
  );
}
