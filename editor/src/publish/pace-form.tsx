import { Switch } from '@mantine/core';
import { useId } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { faultsOfPace, PACE_LIMITS, type Pace } from './choices.ts';
import classes from './pace.module.css';

type Field = keyof typeof PACE_LIMITS;

/** How those moved now go: a share first and the rest later, those that come due spread over time. Numbers are written in the sentence. */
export function PaceForm({ pace, onChange }: { pace: Pace; onChange: (pace: Pace) => void }) {
  const { t } = useTranslation();
  const problem = useId();
  const faults = faultsOfPace(pace);
  const [fault] = faults;
  const limits = fault && PACE_LIMITS[fault];
  const field = (name: Field) => (
    <NumberInWords
      label={t(`publish.${name}`)}
      value={pace[name]}
      invalid={faults.includes(name)}
      problem={problem}
      most={PACE_LIMITS[name][1]}
      onChange={(value) => onChange({ ...pace, [name]: value })}
    />
  );
  return (
    <div className={classes.pace}>
      <Switch
        aria-label={t('publish.canary')}
        checked={pace.canary}
        onChange={(event) => onChange({ ...pace, canary: event.currentTarget.checked })}
      />
      <div>
        {pace.canary ? (
          <>
            <p className={classes.paceWords}>
              <Trans
                i18nKey="publish.canaryWords"
                components={{ percent: field('percent'), minutes: field('minutes') }}
              />
            </p>
            <p className={classes.help}>{t('publish.canaryHelp')}</p>
          </>
        ) : (
          <>
            <p className={classes.paceWords}>{t('publish.canary')}</p>
            <p className={classes.help}>{t('publish.canaryOff')}</p>
          </>
        )}
        <p className={classes.help}>
          <Trans i18nKey="publish.spread" components={{ spreadMinutes: field('spreadMinutes') }} />
        </p>
        {limits && (
          <p id={problem} className={classes.problem} role="alert">
            {t('publish.outOfBounds', { least: limits[0], most: limits[1] })}
          </p>
        )}
      </div>
    </div>
  );
}

/** A number within a sentence; what was typed stays, also while it is no number. */
function NumberInWords({
  label,
  value,
  invalid,
  problem,
  most,
  onChange,
}: {
  label: string;
  value: number;
  invalid: boolean;
  problem: string;
  most: number;
  onChange: (value: number) => void;
}) {
  return (
    <input
      className={classes.number}
      style={{ width: `${String(most).length + 3}ch` }}
      type="number"
      inputMode="numeric"
      aria-label={label}
      aria-invalid={invalid || undefined}
      aria-describedby={invalid ? problem : undefined}
      value={Number.isNaN(value) ? '' : value}
      onChange={(event) => onChange(event.target.value === '' ? Number.NaN : Number(event.target.value))}
    />
  );
}
