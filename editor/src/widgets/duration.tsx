import { Select, TextInput } from '@mantine/core';
import { addDuration, DURATION_UNITS, type DurationUnit, durationSchema } from '@trellis/shared/schedule/duration.ts';
import { zoneWords } from '@trellis/shared/schedule/explain.ts';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useStep } from '../inspector/step-context.ts';
import { Segmented } from '../ui/segmented.tsx';
import { useTimeFormat } from '../ui/time/use-time-format.ts';
import { useFormSources } from './form-sources.ts';
import { readNumber } from './number.tsx';
import { readTime } from './time.tsx';
import { asRecord, asText, type WidgetProps } from './widget.ts';
import classes from './widgets.module.css';

const CALENDAR_UNITS: readonly string[] = ['days', 'weeks', 'months'];

/** An amount of time and how it is counted, with the moment at which a lead arriving now would go on. */
export function DurationWidget(props: WidgetProps) {
  const { id, schema, value, onChange, disabled, invalid, describedBy, required, label } = props;
  const { t } = useTranslation();
  const { zone } = useFormSources();
  const timeId = useId();
  const found = asRecord(value);
  const unit = readUnit(found.unit);
  const mode = found.mode === 'calendar' || unit === 'months' ? 'calendar' : 'elapsed';
  const amount = asText(found.amount);
  const parsed = durationSchema.safeParse(value);
  const problem = parsed.success || value === undefined ? null : (parsed.error.issues[0]?.path[0] ?? null);

  const write = (change: Record<string, unknown>) => {
    const next: Record<string, unknown> = { amount: found.amount, unit, mode, at: found.at, ...change };
    // Hours have no place in the calendar, months no length: the counting follows the unit.
    if (next.unit === 'months') next.mode = 'calendar';
    else if (!CALENDAR_UNITS.includes(asText(next.unit))) next.mode = 'elapsed';
    if (next.mode !== 'calendar' || next.at === '' || next.at === undefined) delete next.at;
    onChange(next.amount === undefined && !required ? undefined : next);
  };
  const countable = CALENDAR_UNITS.includes(unit) && unit !== 'months' && amount !== '';

  return (
    <div role="group" aria-label={label}>
      <div className={classes.row}>
        <TextInput
          id={id}
          w={58}
          inputMode="numeric"
          aria-label={`${label}, ${t('inspector.duration.amount')}`}
          aria-describedby={describedBy}
          aria-required={required}
          className={classes.number}
          value={amount}
          disabled={disabled}
          error={invalid || problem === 'amount'}
          onChange={(event) => write({ amount: readNumber(event.currentTarget.value) })}
        />
        <Select
          w={104}
          aria-label={t('inspector.duration.unit')}
          data={DURATION_UNITS.map((one) => ({ value: one, label: t(`inspector.duration.${one}`) }))}
          value={unit}
          disabled={disabled}
          allowDeselect={false}
          onChange={(next) => write({ unit: next ?? unit })}
        />
        {countable && (
          <div className={classes.grow}>
            <Segmented
              full
              label={t('inspector.duration.mode')}
              value={mode}
              segments={[
                {
                  value: 'elapsed',
                  label:
                    unit === 'days'
                      ? t('inspector.duration.elapsedDays', { amount })
                      : t('inspector.duration.elapsedWeeks', { amount }),
                },
                { value: 'calendar', label: t('inspector.duration.calendar') },
              ]}
              onChange={(next) => write({ mode: next })}
            />
          </div>
        )}
      </div>
      {mode === 'calendar' && amount !== '' && (
        <div className={classes.at}>
          <label htmlFor={timeId}>{t('inspector.duration.at')}</label>
          <TextInput
            id={timeId}
            w={72}
            placeholder="09:00"
            inputMode="numeric"
            value={asText(found.at)}
            disabled={disabled}
            error={problem === 'at'}
            onChange={(event) => write({ at: event.currentTarget.value })}
            onBlur={(event) => {
              const time = readTime(event.currentTarget.value);
              if (time && time !== found.at) write({ at: time });
            }}
          />
          <span className={classes.inside}>{t('inspector.duration.atHelp')}</span>
        </div>
      )}
      {problem !== null && amount !== '' && (
        <p className={classes.error}>
          {problem === 'at'
            ? t('inspector.expect.time')
            : problem === 'amount'
              ? t('inspector.expect.duration')
              : parsed.error?.issues[0]?.message}
        </p>
      )}
      {parsed.success && schema.example !== 'none' && <Example duration={parsed.data} zone={zone} schema={schema} />}
    </div>
  );
}

/** A ruler from now to the moment the duration is over, with real dates; or back, for what looks back. */
function Example(props: { duration: Parameters<typeof addDuration>[1]; zone: string; schema: WidgetProps['schema'] }) {
  const { duration, zone, schema } = props;
  const { t } = useTranslation();
  const { ports } = useStep();
  const { now } = useFormSources();
  const format = useTimeFormat();
  const back = schema.example === 'back';
  const other = back ? now - (addDuration(now, duration, zone) - now) : addDuration(now, duration, zone);
  const taken = ports.find(({ id }) => id === schema.port)?.label;
  const says = () => {
    if (schema.example === 'due') return t('inspector.duration.due');
    if (schema.port === undefined) return t('inspector.duration.goesOn');
    return taken ? t('inspector.duration.takes', { port: taken }) : t('inspector.duration.givesUp');
  };
  return (
    <div className={classes.ruler}>
      <svg width="100%" height="10" aria-hidden="true" className={classes.rule}>
        <line x1="4" x2="100%" y1="5" y2="5" />
        <circle cx="5" cy="5" r="4" data-now="" />
      </svg>
      <div className={classes.ends}>
        <span>
          <b>{format.moment(back ? other : now)}</b>
          <small>{back ? t('inspector.duration.since') : t('inspector.duration.arriving')}</small>
        </span>
        <span>
          <b>{format.moment(back ? now : other)}</b>
          <small title={taken}>{back ? t('inspector.duration.arriving') : says()}</small>
        </span>
      </div>
      {duration.mode === 'calendar' && (
        <small className={classes.inside}>{t('inspector.duration.local', { zone: zoneWords(zone) })}</small>
      )}
    </div>
  );
}

function readUnit(value: unknown): DurationUnit {
  return DURATION_UNITS.find((unit) => unit === value) ?? 'days';
}
