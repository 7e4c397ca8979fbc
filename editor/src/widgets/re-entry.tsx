import { Select, TextInput } from '@mantine/core';
import { type ReEntry, reEntrySchema } from '@trellis/shared/graph/graph.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTimeFormat } from '../ui/time/use-time-format.ts';
import { useFormSources } from './form-sources.ts';
import { readNumber } from './number.tsx';
import { asRecord, asText, type WidgetProps } from './widget.ts';
import classes from './widgets.module.css';

const MODES = ['after-exit', 'once-per-period', 'never', 'always'] as const;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** To begin with. */
const USUAL: Record<(typeof MODES)[number], ReEntry> = {
  'after-exit': { mode: 'after-exit' },
  'once-per-period': { mode: 'once-per-period', days: 90 },
  never: { mode: 'never' },
  always: { mode: 'always' },
};

/** When a lead that was in the workflow before may enter it again, with the date for one that leaves now. */
export function ReEntryWidget({ id, value, onChange, disabled, label, describedBy }: WidgetProps) {
  const { t } = useTranslation();
  const found = asRecord(value);
  const mode = MODES.find((one) => one === found.mode) ?? 'after-exit';
  const number = mode === 'once-per-period' ? 'days' : 'cooldownHours';
  // What is no number yet stays as it was typed; the setting keeps the last good one.
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? asText(found[number]);
  const write = (next: string) => {
    setTyped(next);
    const read = readNumber(next);
    const made =
      mode === 'after-exit' && read === undefined
        ? reEntrySchema.safeParse({ mode })
        : reEntrySchema.safeParse({ mode, [number]: read });
    if (made.success) onChange(made.data);
  };
  const read = reEntrySchema.safeParse({ mode, ...(text === '' ? {} : { [number]: readNumber(text) }) });
  return (
    <div role="group" aria-label={label} className={classes.stack}>
      <Select
        id={id}
        aria-label={label}
        aria-describedby={describedBy}
        data={MODES.map((one) => ({ value: one, label: t(`inspector.reEntry.${one}`) }))}
        value={mode}
        allowDeselect={false}
        disabled={disabled}
        onChange={(next) => {
          setTyped(null);
          onChange(USUAL[MODES.find((one) => one === next) ?? 'after-exit']);
        }}
      />
      {(mode === 'after-exit' || mode === 'once-per-period') && (
        <div>
          <div className={classes.row}>
            <span className={classes.inside}>{t(`inspector.reEntry.before.${mode}`)}</span>
            <TextInput
              w={72}
              inputMode="numeric"
              aria-label={t(`inspector.reEntry.number.${mode}`)}
              placeholder={mode === 'after-exit' ? '0' : ''}
              value={text}
              disabled={disabled}
              error={!read.success}
              onChange={(event) => write(event.currentTarget.value)}
            />
            <span className={classes.inside}>{t(`inspector.reEntry.unit.${mode}`)}</span>
          </div>
          {!read.success && (
            <p className={classes.error}>
              {mode === 'after-exit' ? t('inspector.reEntry.badHours') : t('inspector.reEntry.badDays')}
            </p>
          )}
          {read.success && <Example rule={read.data} />}
        </div>
      )}
    </div>
  );
}

function Example({ rule }: { rule: ReEntry }) {
  const { t } = useTranslation();
  const { now } = useFormSources();
  const format = useTimeFormat();
  if (rule.mode === 'once-per-period')
    return (
      <p className={classes.help}>{t('inspector.reEntry.entered', { when: format.moment(now + rule.days * DAY) })}</p>
    );
  if (rule.mode !== 'after-exit' || !rule.cooldownHours) return null;
  return (
    <p className={classes.help}>
      {t('inspector.reEntry.left', { when: format.moment(now + rule.cooldownHours * HOUR) })}
    </p>
  );
}
