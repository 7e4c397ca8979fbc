import type { PauseDurations } from '@trellis/shared/api/pauses.ts';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Segmented } from '../ui/segmented.tsx';
import classes from './choice.module.css';

interface Props<Value extends string> {
  label: string;
  value: Value;
  /** `text`: what follows from it, shown under the chosen one. */
  options: readonly { value: Value; label: string; text: string }[];
  onChange: (value: Value) => void;
}

/** One of a few, with what follows from the chosen one in words. */
export function Choice<Value extends string>({ label, value, options, onChange }: Props<Value>) {
  return (
    <div className={classes.field}>
      <div className={classes.label}>{label}</div>
      <Segmented full label={label} value={value} segments={options} onChange={onChange} />
      <p className={classes.text} aria-live="polite">
        {options.find((option) => option.value === value)?.text}
      </p>
    </div>
  );
}

/** Whether the time of waits goes on: as asked before a pause, or (`ending`) when it ends. */
export function DurationsChoice({
  value,
  onChange,
  ending = false,
}: {
  value: PauseDurations;
  onChange: (value: PauseDurations) => void;
  ending?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <Choice
      label={t('pauses.dialog.durations')}
      value={value}
      options={(['stop', 'run'] as const).map((one) => ({
        value: one,
        label: t(`pauses.dialog.${one}`),
        text: t(ending ? `pauses.preview.${one}Text` : `pauses.dialog.${one}Text`),
      }))}
      onChange={onChange}
    />
  );
}

/** Why it is done; kept in the audit log. */
export function ReasonField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (reason: string) => void;
}) {
  const id = useId();
  return (
    <div className={classes.field}>
      <label className={classes.label} htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className={classes.input}
        value={value}
        maxLength={500}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
