import classes from './progress-bar.module.css';

/** A share from 0 to 1 as a bar, told to screen readers in whole percent. */
export function ProgressBar({ label, share, still = false }: { label: string; share: number; still?: boolean }) {
  const percent = Math.floor(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className={classes.track}
    >
      <div className={classes.fill} data-still={still || undefined} style={{ width: `${percent}%` }} />
    </div>
  );
}
