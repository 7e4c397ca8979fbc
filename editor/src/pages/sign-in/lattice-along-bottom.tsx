import { NodeIcon } from '../../ui/node-icon.tsx';
import type { Category } from '../../ui/tile.tsx';
import classes from './lattice-along-bottom.module.css';

const POSTS = Array.from({ length: 18 }, (_, index) => 40 + index * 80);
const RAILS = [90, 150, 210];
const STOPS: { x: number; y: number; category: Category; icon: string }[] = [
  { x: 120, y: 150, category: 'trigger', icon: 'file-download' },
  { x: 280, y: 210, category: 'message', icon: 'mail' },
  { x: 440, y: 150, category: 'timing', icon: 'clock' },
  { x: 600, y: 210, category: 'message', icon: 'mail' },
  { x: 760, y: 150, category: 'timing', icon: 'hourglass' },
  { x: 920, y: 210, category: 'logic', icon: 'git-branch' },
  { x: 1080, y: 150, category: 'message', icon: 'mail' },
  { x: 1240, y: 90, category: 'sales', icon: 'phone' },
];
const VINE =
  'M-10 214C70 214 84 150 120 150S200 210 280 210 380 150 440 150 540 206 600 210 700 150 760 150 860 210 920 210 1020 150 1080 150 1180 90 1240 90 1380 60 1450 20';

/** The product in one drawing: a lattice, a vine, and the stops of a workflow on it. Decoration; 240 px high. */
export function LatticeAlongBottom() {
  return (
    <svg
      className={classes.drawing}
      viewBox="0 0 1440 240"
      preserveAspectRatio="xMidYMax slice"
      fill="none"
      aria-hidden="true"
    >
      <defs>
        <linearGradient id="lattice-fade" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="#fff" stopOpacity="0" />
          <stop offset=".45" stopColor="#fff" />
        </linearGradient>
        <mask id="lattice-mask">
          <rect width="1440" height="240" fill="url(#lattice-fade)" />
        </mask>
      </defs>
      <g mask="url(#lattice-mask)" stroke="var(--tr-line)" strokeWidth="1.5">
        {POSTS.map((x) => (
          <path key={x} d={`M${x} 0V240`} />
        ))}
        {RAILS.map((y) => (
          <path key={y} d={`M0 ${y}H1440`} />
        ))}
      </g>
      <path d={VINE} stroke="var(--tr-brand-vivid)" strokeWidth="3" strokeLinecap="round" />
      {STOPS.map((stop) => (
        <g key={stop.x} transform={`translate(${stop.x} ${stop.y})`} data-category={stop.category}>
          <rect x="-22" y="-22" width="44" height="44" rx="11" fill="var(--tr-node)" stroke="var(--tr-node-line)" />
          <rect x="-14" y="-14" width="28" height="28" rx="7" fill="var(--tile)" />
          <g transform="translate(-8 -8)" color="var(--ink)">
            <NodeIcon name={stop.icon} category={stop.category} size={16} stroke={1.9} />
          </g>
        </g>
      ))}
    </svg>
  );
}
