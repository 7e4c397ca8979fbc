import classes from './sparkline.module.css';

const WIDTH = 96;
const HEIGHT = 22;

/** Counts over equal spans as a 96 × 22 line with a faint area; grey when what it counts stands still. `label` says it in words. */
export function Sparkline({
  values,
  label,
  paused = false,
}: {
  values: readonly number[];
  label: string;
  paused?: boolean;
}) {
  const points = pointsOf(values);
  if (points.length < 2) return null;
  const line = `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}`;
  return (
    <svg
      className={classes.sparkline}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={label}
      data-paused={paused || undefined}
    >
      <path className={classes.area} d={`${line}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z`} />
      <path className={classes.line} d={line} />
    </svg>
  );
}

function pointsOf(values: readonly number[]): [number, number][] {
  const top = Math.max(1, ...values);
  const step = WIDTH / Math.max(1, values.length - 1);
  return values.map((value, index) => [index * step, HEIGHT - 1.5 - (value / top) * (HEIGHT - 4)]);
}
