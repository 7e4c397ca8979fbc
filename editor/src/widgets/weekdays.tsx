import { useTranslation } from 'react-i18next';
import type { WidgetProps } from './widget.ts';
import classes from './widgets.module.css';

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/** Days of the week, each a button; 1 is Monday. */
export function WeekdaysWidget({ id, value, onChange, disabled, label, describedBy, required }: WidgetProps) {
  const days: readonly unknown[] = Array.isArray(value) ? value : [];
  return (
    <Weekdays
      id={id}
      label={label}
      days={days}
      disabled={disabled}
      describedBy={describedBy}
      onChange={(next) => onChange(next.length === 0 && !required ? undefined : next)}
    />
  );
}

/** The seven buttons alone. */
export function Weekdays(props: {
  id?: string;
  label: string;
  days: readonly unknown[];
  disabled: boolean;
  describedBy?: string | undefined;
  onChange: (days: unknown[]) => void;
}) {
  const { id, label, days, disabled, describedBy, onChange } = props;
  const { t } = useTranslation();
  return (
    <div role="group" aria-label={label} aria-describedby={describedBy} className={classes.days}>
      {DAYS.map((day, index) => (
        <button
          key={day}
          id={index === 0 ? id : undefined}
          type="button"
          className={classes.day}
          aria-pressed={days.includes(day)}
          disabled={disabled}
          onClick={() => onChange(days.includes(day) ? days.filter((other) => other !== day) : [...days, day].sort())}
        >
          {t(`inspector.window.day.d${day}`)}
        </button>
      ))}
    </div>
  );
}
