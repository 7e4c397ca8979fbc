import type { Category } from './tile.tsx';
import classes from './tiny-path.module.css';

export interface PathStop {
  id: string;
  category: Category;
  /** `ahead` stops are drawn hollow: nobody knows yet whether they will be visited. */
  state: 'passed' | 'current' | 'ahead';
}

const PITCH = 17;
const MAX_STOPS = 12;

/** A run in one line: 10 px squares in the colour of each step's category, the current one ringed. `label` says the same in words. */
export function TinyPath({ stops, label }: { stops: readonly PathStop[]; label: string }) {
  const shown = stops.length > MAX_STOPS ? stops.slice(-MAX_STOPS) : stops;
  return (
    <svg className={classes.path} width={shown.length * PITCH - 3} height="16" role="img" aria-label={label}>
      {shown.map((stop, index) => {
        const x = 2 + index * PITCH;
        const ahead = stop.state === 'ahead';
        return (
          <g key={stop.id} data-category={stop.category}>
            {index > 0 && <path d={`M${x - 7} 8H${x}`} className={ahead ? classes.lineAhead : classes.line} />}
            <rect x={x} y="3" width="10" height="10" rx="3" className={ahead ? classes.ahead : classes.passed} />
            {stop.state === 'current' && (
              <rect x={x - 3} y="0" width="16" height="16" rx="5" className={classes.ring} />
            )}
          </g>
        );
      })}
    </svg>
  );
}
