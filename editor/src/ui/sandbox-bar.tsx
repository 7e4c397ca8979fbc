import { IconClockPlay, IconShieldCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from './format-number.ts';
import { Pill } from './pill.tsx';
import classes from './sandbox-bar.module.css';
import { useTimeSetting } from './time/clock.tsx';
import { useTimeFormat } from './time/use-time-format.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Says that mail stays here; stands beside a page's title while the sandbox clock is on. */
export function SandboxPill() {
  const { t } = useTranslation();
  return (
    <Pill tone="sandbox" icon={<IconShieldCheck aria-hidden="true" />}>
      {t('sandbox.nothingLeaves')}
    </Pill>
  );
}

/** The 36 px bar under the top bar while the sandbox clock is on: its speed and its time. */
export function SandboxBar({ action }: { action?: ReactNode }) {
  const { t } = useTranslation();
  const { clock } = useTimeSetting();
  const format = useTimeFormat();
  if (clock.factor === 1) return null;
  return (
    <aside className={classes.bar} aria-label={t('sandbox.label')}>
      <IconClockPlay size={16} stroke={1.75} aria-hidden="true" />
      <p className={classes.words}>
        <b>{t('sandbox.speed', { length: format.duration(DAY_MS / clock.factor) })}</b>{' '}
        {t('sandbox.faster', { factor: formatCount(clock.factor) })}
      </p>
      <span className={classes.time}>{t('sandbox.time', { moment: format.moment(format.now) })}</span>
      {action}
    </aside>
  );
}
