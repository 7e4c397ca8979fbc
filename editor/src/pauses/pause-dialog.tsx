import type { PauseDurations, PauseEntrants } from '@trellis/shared/api/pauses.ts';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../ui/format-number.ts';
import { Choice, DurationsChoice } from './choice.tsx';
import { PauseFrame } from './pause-frame.tsx';
import { nameOf, type PauseSubject } from './pause-subject.ts';
import { usePausing } from './use-pauses.ts';

interface Props {
  subject: PauseSubject;
  /** How many runs would rest, where that is known. */
  runs?: number | undefined;
  onClose: () => void;
}

/** Asks what a pause does to waits and to those who would enter; says whom it concerns. */
export function PauseDialog({ subject, runs, onClose }: Props) {
  const { t } = useTranslation();
  const pausing = usePausing();
  const [durations, setDurations] = useState<PauseDurations>('stop');
  const [entrants, setEntrants] = useState<PauseEntrants>('queue');
  const name = nameOf(subject, t);
  return (
    <PauseFrame
      title={t('pauses.dialog.title', { name })}
      confirm={t('pauses.dialog.confirm', { name })}
      done={t('pauses.done', { name })}
      busy={pausing.busy}
      error={pausing.error}
      act={(reason) => pausing.pause(subject, { durations, entrants, reason })}
      onClose={onClose}
      told={
        <>
          <p>{whatRests(subject, runs, t)}</p>
          <p>{t('pauses.dialog.events')}</p>
          {holdsEmail(subject) && <p>{t('pauses.dialog.stillSent')}</p>}
        </>
      }
    >
      {subject.level !== 'channel' && (
        <>
          <DurationsChoice value={durations} onChange={setDurations} />
          <Choice
            label={t('pauses.dialog.entrants')}
            value={entrants}
            options={(['queue', 'drop'] as const).map((value) => ({
              value,
              label: t(`pauses.dialog.${value}`),
              text: t(`pauses.dialog.${value}Text`),
            }))}
            onChange={setEntrants}
          />
        </>
      )}
    </PauseFrame>
  );
}

/** Of these pauses people expect that no mail goes out at all. */
const holdsEmail = (subject: PauseSubject): boolean =>
  subject.level === 'workspace' || (subject.level === 'channel' && subject.channel === 'email');

function whatRests({ level }: PauseSubject, runs: number | undefined, t: TFunction): string {
  if (level === 'channel') return t('pauses.dialog.channel');
  if (level === 'node') return t('pauses.dialog.node');
  return runs === undefined ? t('pauses.dialog.rest') : t('pauses.dialog.runs', { count: runs, n: formatCount(runs) });
}
