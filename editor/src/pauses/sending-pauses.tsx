import { PAUSE_CHANNELS } from '@trellis/shared/api/pauses.ts';
import { useTranslation } from 'react-i18next';
import { Setting, SettingSection } from '../pages/settings/setting.tsx';
import { StatusDot } from '../ui/status-dot.tsx';
import { useTimeFormat } from '../ui/time/use-time-format.ts';
import { type PauseSubject, pauseOn } from './pause-subject.ts';
import { PauseToggle } from './pause-toggle.tsx';
import classes from './sending-pauses.module.css';
import { usePauses } from './use-pauses.ts';

const SUBJECTS: readonly PauseSubject[] = [
  { level: 'workspace' },
  ...PAUSE_CHANNELS.map((channel) => ({ level: 'channel' as const, channel })),
];

/** Settings: everything or one channel paused and resumed, with who did it and when. */
export function SendingPauses() {
  const { t } = useTranslation();
  return (
    <SettingSection title={t('pauses.settings.title')} lead={t('pauses.settings.lead')}>
      {SUBJECTS.map((subject) => {
        const key = subject.level === 'channel' ? subject.channel : 'workspace';
        return (
          <Setting key={key} label={t(`pauses.settings.${key}`)} hint={t(`pauses.settings.${key}Hint`)}>
            <div className={classes.row}>
              <State subject={subject} />
              <PauseToggle subject={subject} look="row" />
            </div>
          </Setting>
        );
      })}
    </SettingSection>
  );
}

function State({ subject }: { subject: PauseSubject }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const pause = pauseOn(usePauses(), subject);
  return (
    <span className={classes.state}>
      <StatusDot tone={pause ? 'warn' : 'brand'} />
      {pause ? t('pauses.by', { name: pause.by.name, when: format.moment(pause.since) }) : t('pauses.settings.on')}
    </span>
  );
}
