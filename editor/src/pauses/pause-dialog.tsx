import type { PauseDurations, PauseEntrants } from '@trellis/shared/api/pauses.ts';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { formatCount } from '../ui/format-number.ts';
import { useToast } from '../ui/toast.tsx';
import classes from './choice.module.css';
import { Choice, ReasonField } from './choice.tsx';
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
  const toast = useToast();
  const pausing = usePausing();
  const [durations, setDurations] = useState<PauseDurations>('stop');
  const [entrants, setEntrants] = useState<PauseEntrants>('queue');
  const [reason, setReason] = useState('');
  const name = nameOf(subject, t);
  const confirm = async () => {
    if (!(await pausing.pause(subject, { durations, entrants, reason }))) return;
    toast({ text: upper(t('pauses.done', { name })) });
    onClose();
  };
  return (
    <ConfirmDialog
      open
      title={t('pauses.dialog.title', { name })}
      confirm={t('pauses.dialog.confirm', { name })}
      busy={pausing.busy}
      error={pausing.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>{whatRests(subject, runs, t)}</p>
      <p>{t('pauses.dialog.events')}</p>
      {holdsEmail(subject) && <p>{t('pauses.dialog.stillSent')}</p>}
      <div className={classes.form}>
        {subject.level !== 'channel' && (
          <>
            <Choice
              label={t('pauses.dialog.durations')}
              value={durations}
              options={(['stop', 'run'] as const).map((value) => ({
                value,
                label: t(`pauses.dialog.${value}`),
                text: t(`pauses.dialog.${value}Text`),
              }))}
              onChange={setDurations}
            />
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
        <ReasonField label={t('pauses.dialog.reason')} value={reason} onChange={setReason} />
      </div>
    </ConfirmDialog>
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

/** A sentence that begins with a name in small letters. */
export const upper = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);
