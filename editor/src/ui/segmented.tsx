import type { ReactNode } from 'react';
import classes from './segmented.module.css';
import { useRovingFocus } from './use-roving-focus.ts';

interface Segment<Value extends string> {
  value: Value;
  label: string;
  icon?: ReactNode;
}

interface Props<Value extends string> {
  /** What is being chosen, for screen readers. */
  label: string;
  value: Value;
  segments: readonly Segment<Value>[];
  onChange: (value: Value) => void;
  full?: boolean;
}

/** One of a few, all visible: a track with 26 px segments. Arrow keys move and choose, like radio buttons. */
export function Segmented<Value extends string>({ label, value, segments, onChange, full = false }: Props<Value>) {
  const roving = useRovingFocus({ orientation: 'horizontal', onMove: (element) => element.click() });
  return (
    <div className={classes.track} role="radiogroup" aria-label={label} data-full={full || undefined} {...roving}>
      {segments.map((segment) => (
        <button
          key={segment.value}
          type="button"
          role="radio"
          aria-checked={segment.value === value}
          tabIndex={segment.value === value ? 0 : -1}
          data-roving=""
          className={classes.segment}
          onClick={() => onChange(segment.value)}
        >
          {segment.icon}
          {segment.label}
        </button>
      ))}
    </div>
  );
}
