import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useTimeFormat } from '../ui/time/use-time-format.ts';
import classes from './pace-field.module.css';

/** So many a minute to choose from; 0: as fast as it goes. */
const PACES = [0, 20, 60, 300, 1_000] as const;
const MINUTE = 60_000;

/** How many a minute a job treats, with how long that takes for `count`. */
export function PaceField({
  pace,
  onChange,
  count,
}: {
  pace: number;
  onChange: (pace: number) => void;
  count: number;
}) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const id = useId();
  return (
    <div className={classes.pace}>
      <label htmlFor={id}>{t('enrol.pace')}</label>
      <select id={id} value={pace} onChange={(event) => onChange(Number(event.target.value))}>
        {PACES.map((n) => (
          <option key={n} value={n}>
            {n === 0 ? t('enrol.atOnce') : t('enrol.perMinute', { n })}
          </option>
        ))}
      </select>
      {pace > 0 && count > 0 && (
        <span>{t('enrol.ready', { length: format.duration(Math.ceil(count / pace) * MINUTE) })}</span>
      )}
    </div>
  );
}
