import { Select, TextInput } from '@mantine/core';
import { cronProblem, nextCron } from '@trellis/shared/schedule/cron.ts';
import { cronOf, type PlainCron, plainCron } from '@trellis/shared/schedule/cron-words.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTimeFormat } from '../ui/time/use-time-format.ts';
import own from './choice-field.module.css';
import { useFormSources } from './form-sources.ts';
import { readTime } from './time.tsx';
import { Weekdays } from './weekdays.tsx';
import { asText, type WidgetProps } from './widget.ts';
import classes from './widgets.module.css';

const EVERY = ['day', 'week', 'month', 'rule'] as const;
type Every = (typeof EVERY)[number];
/** Times shown as an example. */
const SHOWN = 3;

/** Times that come again: every day, on weekdays, on a day of the month, or a rule of five fields for all else; with the next ones. */
export function CronWidget({ id, value, onChange, disabled, label, describedBy, schema }: WidgetProps) {
  const { t } = useTranslation();
  const rule = value === undefined ? asText(schema.default) : asText(value);
  const plain = plainCron(rule);
  // A rule that is plain may still be wanted as written.
  const [raw, setRaw] = useState(false);
  const every: Every = plain && !raw ? plain.every : 'rule';
  const [time, setTime] = useState<string | null>(null);
  const write = (next: PlainCron) => onChange(cronOf(next));
  const choose = (next: Every) => {
    setRaw(next === 'rule');
    const at = plain?.time ?? '09:00';
    if (next === 'day') write({ every: next, time: at });
    if (next === 'week') write({ every: next, time: at, weekdays: [1] });
    if (next === 'month') write({ every: next, time: at, day: 1 });
  };
  const shownTime = time ?? plain?.time ?? '';
  return (
    <div role="group" aria-label={label} className={classes.stack}>
      <div className={classes.row}>
        <Select
          id={id}
          className={classes.grow}
          aria-label={label}
          aria-describedby={describedBy}
          data={EVERY.map((one) => ({ value: one, label: t(`inspector.cron.${one}`) }))}
          value={every}
          allowDeselect={false}
          disabled={disabled}
          onChange={(next) => choose(EVERY.find((one) => one === next) ?? 'rule')}
        />
        {plain && every === 'month' && plain.every === 'month' && (
          <Select
            w={72}
            aria-label={t('inspector.cron.dayOfMonth')}
            data={Array.from({ length: 31 }, (_, day) => String(day + 1))}
            value={String(plain.day)}
            allowDeselect={false}
            disabled={disabled}
            onChange={(day) => write({ ...plain, day: Number(day ?? 1) })}
          />
        )}
        {plain && every !== 'rule' && (
          <>
            <span className={classes.inside}>{t('inspector.cron.at')}</span>
            <TextInput
              w={68}
              aria-label={t('inspector.cron.time')}
              value={shownTime}
              disabled={disabled}
              error={readTime(shownTime) === null}
              onChange={(event) => {
                setTime(event.currentTarget.value);
                const read = readTime(event.currentTarget.value);
                if (read) write({ ...plain, time: read });
              }}
              onBlur={() => {
                if (readTime(shownTime) !== null) setTime(null);
              }}
            />
          </>
        )}
      </div>
      {plain?.every === 'week' && every === 'week' && (
        <Weekdays
          label={t('inspector.window.weekdays')}
          days={plain.weekdays}
          disabled={disabled}
          onChange={(days) => {
            // The last day stays: a rule without one would mean every day.
            if (days.length > 0) write({ ...plain, weekdays: days as number[] }); // the buttons give 1 to 7
          }}
        />
      )}
      {every === 'rule' && (
        <TextInput
          aria-label={t('inspector.cron.rule')}
          description={t('inspector.cron.fields')}
          value={rule}
          disabled={disabled}
          error={cronProblem(rule)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
      <Next rule={rule} />
    </div>
  );
}

function Next({ rule }: { rule: string }) {
  const { t } = useTranslation();
  const { now, zone } = useFormSources();
  const format = useTimeFormat();
  const times: number[] = [];
  for (let at = nextCron(rule, now, zone); at !== undefined && times.length < SHOWN; at = nextCron(rule, at, zone))
    times.push(at);
  if (times.length === 0) return null;
  return (
    <p className={own.below}>{t('inspector.cron.next', { when: times.map((at) => format.moment(at)).join(' · ') })}</p>
  );
}
