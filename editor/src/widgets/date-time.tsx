import { TextInput } from '@mantine/core';
import { readLocal } from '@trellis/shared/schedule/zone.ts';
import { useTranslation } from 'react-i18next';
import { useFormSources } from './form-sources.ts';
import { asText, type WidgetProps } from './widget.ts';
import classes from './widgets.module.css';

/** A day and a time on somebody's clock, as 2026-12-01T09:00. */
export function DateTimeWidget({ id, value, onChange, disabled, invalid, describedBy, required }: WidgetProps) {
  const { t } = useTranslation();
  const { now, zone } = useFormSources();
  const at = readLocal(asText(value), zone);
  return (
    <div>
      <TextInput
        id={id}
        type="datetime-local"
        w={210}
        value={asText(value)}
        disabled={disabled}
        error={invalid}
        aria-describedby={describedBy}
        aria-required={required}
        onChange={(event) => onChange(event.currentTarget.value.slice(0, 16) || undefined)}
      />
      {at !== undefined && at < now && <p className={classes.warning}>{t('inspector.dateTime.past')}</p>}
    </div>
  );
}
