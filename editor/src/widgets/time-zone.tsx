import { Autocomplete } from '@mantine/core';
import { instantWords } from '@trellis/shared/schedule/explain.ts';
import { isZone } from '@trellis/shared/schedule/zone.ts';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormSources } from './form-sources.ts';
import { asText, type WidgetProps } from './widget.ts';
import classes from './widgets.module.css';

/** An IANA time zone, with what its clocks show now. */
export function TimeZoneWidget({ id, value, onChange, disabled, invalid, describedBy, label }: WidgetProps) {
  const { t } = useTranslation();
  const { now } = useFormSources();
  const zones = useMemo(() => ['UTC', ...Intl.supportedValuesOf('timeZone')], []);
  const zone = asText(value);
  const known = zone !== '' && isZone(zone);
  return (
    <div>
      <Autocomplete
        id={id}
        aria-label={label}
        data={[...new Set(zones)]}
        limit={40}
        value={zone}
        placeholder={t('inspector.zone.placeholder')}
        disabled={disabled}
        error={invalid || (zone !== '' && !known)}
        aria-describedby={describedBy}
        onChange={(next) => onChange(next.trim() === '' ? undefined : next.trim())}
      />
      {zone !== '' && !known && <p className={classes.error}>{t('inspector.zone.bad')}</p>}
      {known && <p className={classes.help}>{t('inspector.zone.now', { when: instantWords(now, zone, now) })}</p>}
    </div>
  );
}
