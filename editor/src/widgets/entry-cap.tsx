import { Switch, TextInput } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Segmented } from '../ui/segmented.tsx';
import { readNumber } from './number.tsx';
import { asRecord, asText, type WidgetProps } from './widget.ts';
import classes from './widgets.module.css';

/** How many leads may enter in an hour and in a day, and what becomes of the others. */
export function EntryCapWidget({ id, value, onChange, disabled, label, describedBy }: WidgetProps) {
  const { t } = useTranslation();
  const perDay = useId();
  const on = value !== undefined && value !== null;
  const found = asRecord(value);
  const over = found.over === 'drop' ? 'drop' : 'queue';
  const write = (name: 'perHour' | 'perDay', text: string) => {
    const { [name]: _, ...rest } = found;
    const number = readNumber(text);
    onChange(number === undefined ? { ...rest, over } : { ...rest, over, [name]: number });
  };
  const bad = (name: 'perHour' | 'perDay') =>
    found[name] !== undefined && !(Number.isInteger(found[name]) && Number(found[name]) >= 1);
  const field = (name: 'perHour' | 'perDay', fieldId: string) => (
    <div>
      <label className={classes.small} htmlFor={fieldId}>
        {t(`inspector.cap.${name}`)}
      </label>
      <TextInput
        id={fieldId}
        w={104}
        inputMode="numeric"
        placeholder={t('inspector.cap.noLimit')}
        value={asText(found[name])}
        disabled={disabled}
        error={bad(name)}
        onChange={(event) => write(name, event.currentTarget.value)}
      />
    </div>
  );
  return (
    <div role="group" aria-label={label} className={classes.stack}>
      <Switch
        id={id}
        label={t('inspector.cap.set')}
        checked={on}
        disabled={disabled}
        aria-describedby={describedBy}
        onChange={(event) => onChange(event.currentTarget.checked ? { perDay: 100, over: 'queue' } : undefined)}
      />
      {on && (
        <>
          <div className={classes.row}>
            {field('perHour', `${id}-hour`)}
            {field('perDay', perDay)}
          </div>
          {(bad('perHour') || bad('perDay')) && <p className={classes.error}>{t('inspector.expect.duration')}</p>}
          <Segmented
            full
            label={t('inspector.cap.over')}
            value={over}
            segments={[
              { value: 'queue', label: t('inspector.cap.queue') },
              { value: 'drop', label: t('inspector.cap.drop') },
            ]}
            onChange={(next) => onChange({ ...found, over: next })}
          />
        </>
      )}
    </div>
  );
}
