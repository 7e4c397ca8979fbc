import classes from './count-tabs.module.css';
import { formatCount } from './format-number.ts';
import { useRovingFocus } from './use-roving-focus.ts';

interface CountTab<Value extends string> {
  value: Value;
  label: string;
  /** How many rows stand behind it; absent while unknown. */
  count?: number | undefined;
}

interface Props<Value extends string> {
  label: string;
  value: Value;
  tabs: readonly CountTab<Value>[];
  onChange: (value: Value) => void;
}

/** Filters of one list as chips with their counts. Arrow keys move, Enter or Space chooses. */
export function CountTabs<Value extends string>({ label, value, tabs, onChange }: Props<Value>) {
  const roving = useRovingFocus({ orientation: 'horizontal' });
  return (
    <div role="group" aria-label={label} className={classes.tabs} {...roving}>
      {tabs.map((tab) => (
        <button
          key={tab.value}
          type="button"
          aria-pressed={tab.value === value}
          tabIndex={tab.value === value ? 0 : -1}
          data-roving=""
          className={classes.tab}
          onClick={() => onChange(tab.value)}
        >
          {tab.label}
          {tab.count !== undefined && <span className={classes.count}>{formatCount(tab.count)}</span>}
        </button>
      ))}
    </div>
  );
}
