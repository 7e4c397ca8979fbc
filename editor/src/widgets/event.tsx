import { Autocomplete } from '@mantine/core';
import { IconClick } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../ui/format-number.ts';
import { useFormSources } from './form-sources.ts';
import { asText, type WidgetProps } from './widget.ts';
import classes from './widgets.module.css';

/** The name of an event: those seen in this workspace with their counts; any other can be written. */
export function EventWidget({ id, value, onChange, disabled, invalid, describedBy, required }: WidgetProps) {
  const { t } = useTranslation();
  const { events, eventsFailed } = useFormSources();
  const name = asText(value);
  const pattern = name.endsWith('*') ? name.slice(0, -1) : null;
  const seen = events.filter((event) => (pattern === null ? event.name === name : event.name.startsWith(pattern)));
  const count = seen.reduce((sum, event) => sum + event.count, 0);
  const counts = new Map(events.map((event) => [event.name, event.count]));
  const help = eventsFailed
    ? t('inspector.event.loadFailed')
    : events.length === 0
      ? t('inspector.event.none')
      : name && count === 0
        ? t('inspector.event.notSeen')
        : null;
  return (
    <div>
      <Autocomplete
        id={id}
        value={name}
        data={events.map((event) => event.name)}
        limit={50}
        placeholder={t('inspector.event.placeholder')}
        disabled={disabled}
        error={invalid}
        aria-describedby={describedBy}
        aria-required={required}
        leftSection={<IconClick size={16} stroke={1.75} aria-hidden="true" />}
        rightSection={
          count > 0 ? (
            <span className={classes.inside}>{t('inspector.event.in30Days', { n: formatCount(count) })}</span>
          ) : undefined
        }
        rightSectionWidth={count > 0 ? 120 : undefined}
        rightSectionPointerEvents="none"
        classNames={{ input: classes.strong }}
        renderOption={({ option }) => (
          <span className={classes.option}>
            <span className={classes.grow}>{option.value}</span>
            <span className={classes.inside}>{formatCount(counts.get(option.value) ?? 0)}</span>
          </span>
        )}
        onChange={(next) => onChange(next === '' && !required ? undefined : next)}
      />
      {help && <p className={classes.help}>{help}</p>}
    </div>
  );
}
