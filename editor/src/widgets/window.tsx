import { Switch, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { BUSINESS_HOURS, nextInWindow, windowSchema } from '@trellis/shared/schedule/window.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { useTimeFormat } from '../ui/time/use-time-format.ts';
import { useFormSources } from './form-sources.ts';
import { readTime } from './time.tsx';
import { Weekdays } from './weekdays.tsx';
import { asRecord, asText, type WidgetProps } from './widget.ts';
import classes from './widgets.module.css';

/** Hours on weekdays within which something may happen, and the next such moment. */
export function WindowWidget({ id, value, onChange, disabled, describedBy, label }: WidgetProps) {
  const { t } = useTranslation();
  const on = value !== undefined && value !== null;
  const found = asRecord(value);
  const open = (Array.isArray(found.open) ? found.open : []).map(asRecord);
  const write = (hours: readonly Record<string, unknown>[]) => onChange({ ...found, open: hours });
  return (
    <div role="group" aria-label={label} className={classes.stack}>
      <Switch
        id={id}
        label={t('inspector.window.set')}
        checked={on}
        disabled={disabled}
        aria-describedby={describedBy}
        onChange={(event) => onChange(event.currentTarget.checked ? BUSINESS_HOURS : undefined)}
      />
      {on &&
        open.map((hours, index) => (
          <Hours
            // biome-ignore lint/suspicious/noArrayIndexKey: hours have no ids, and their order is what they are
            key={index}
            hours={hours}
            disabled={disabled}
            onChange={(next) => write(open.map((other, at) => (at === index ? next : other)))}
            onRemove={open.length > 1 ? () => write(open.filter((_, at) => at !== index)) : undefined}
          />
        ))}
      {on && !disabled && (
        <Button
          size="row"
          icon={<IconPlus size={14} />}
          onClick={() => write([...open, { weekdays: [6], from: '10:00', to: '14:00' }])}
        >
          {t('inspector.window.add')}
        </Button>
      )}
      {on && <Holidays found={found} disabled={disabled} onChange={onChange} />}
      {on && <Next value={value} />}
    </div>
  );
}

function Hours(props: {
  hours: Record<string, unknown>;
  disabled: boolean;
  onChange: (hours: Record<string, unknown>) => void;
  onRemove: (() => void) | undefined;
}) {
  const { hours, disabled, onChange, onRemove } = props;
  const { t } = useTranslation();
  const days: unknown[] = Array.isArray(hours.weekdays) ? hours.weekdays : [];
  const time = (key: 'from' | 'to') => (
    <TextInput
      w={68}
      aria-label={t(`inspector.window.${key}`)}
      value={asText(hours[key])}
      disabled={disabled}
      error={!isTime(hours[key]) || hours.from === hours.to}
      onChange={(event) => onChange({ ...hours, [key]: event.currentTarget.value })}
      onBlur={(event) => {
        const read = readTime(event.currentTarget.value);
        if (read && read !== hours[key]) onChange({ ...hours, [key]: read });
      }}
    />
  );
  return (
    <div className={classes.hours}>
      <Weekdays
        label={t('inspector.window.weekdays')}
        days={days}
        disabled={disabled}
        onChange={(weekdays) => onChange({ ...hours, weekdays })}
      />
      <div className={classes.row}>
        {time('from')}
        <span className={classes.inside}>{t('inspector.window.to')}</span>
        {time('to')}
        <span className={classes.grow} />
        {onRemove && !disabled && (
          <IconButton
            label={t('inspector.window.remove')}
            icon={<IconX size={14} stroke={1.75} />}
            onClick={onRemove}
          />
        )}
      </div>
      {days.length === 0 && <p className={classes.error}>{t('inspector.window.noDay')}</p>}
      {hours.from === hours.to && <p className={classes.error}>{t('inspector.window.same')}</p>}
      {(!isTime(hours.from) || !isTime(hours.to)) && <p className={classes.error}>{t('inspector.expect.time')}</p>}
    </div>
  );
}

function Holidays({
  found,
  disabled,
  onChange,
}: {
  found: Record<string, unknown>;
  disabled: boolean;
  onChange: (value: unknown) => void;
}) {
  const { t } = useTranslation();
  const saved = (Array.isArray(found.holidays) ? found.holidays : []).map(asText).join(', ');
  const [text, setText] = useState(saved);
  const entries = text.split(/[,;\s]+/).filter(Boolean);
  const bad = entries.find((entry) => !/^\d{4}-\d{2}-\d{2}$/.test(entry));
  return (
    <TextInput
      label={t('inspector.window.holidays')}
      placeholder={t('inspector.window.holidaysHint')}
      value={text}
      disabled={disabled}
      error={bad ? t('inspector.window.holidayBad', { found: bad }) : undefined}
      onChange={(event) => {
        setText(event.currentTarget.value);
        const dates = event.currentTarget.value.split(/[,;\s]+/).filter(Boolean);
        const { holidays: _, ...rest } = found;
        onChange(dates.length > 0 ? { ...found, holidays: dates } : rest);
      }}
    />
  );
}

function Next({ value }: { value: unknown }) {
  const { t } = useTranslation();
  const { now, zone } = useFormSources();
  const format = useTimeFormat();
  const parsed = windowSchema.safeParse(value);
  if (!parsed.success) return null;
  const next = nextInWindow(now, parsed.data, zone);
  return (
    <p className={classes.help}>
      {next === now ? t('inspector.window.now') : t('inspector.window.next', { when: format.moment(next) })}
    </p>
  );
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && (/^([01]\d|2[0-3]):[0-5]\d$/.test(value) || value === '24:00');
}
