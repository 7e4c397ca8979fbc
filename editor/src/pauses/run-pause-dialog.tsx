import type { PauseDurations } from '@trellis/shared/api/pauses.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DurationsChoice } from './choice.tsx';
import { PauseFrame } from './pause-frame.tsx';
import { usePausing } from './use-pauses.ts';

interface Props {
  /** As the person sees it: moved on since, it is left alone and the dialog says so. */
  run: { id: string; stepNo: number; lead: { name: string } };
  onClose: () => void;
}

/** Asks what pausing one run does to its waits. Nobody enters by a run, so nothing is asked of entrants. */
export function RunPauseDialog({ run, onClose }: Props) {
  const { t } = useTranslation();
  const pausing = usePausing();
  const [durations, setDurations] = useState<PauseDurations>('stop');
  return (
    <PauseFrame
      title={t('pauses.run.title', { name: run.lead.name })}
      confirm={t('pauses.run.confirm')}
      done={t('canvas.run.done.paused')}
      busy={pausing.busy}
      error={pausing.error}
      act={(reason) => pausing.pauseRun(run, { durations, reason })}
      onClose={onClose}
      told={
        <>
          <p>{t('pauses.run.text')}</p>
          <p>{t('pauses.run.events')}</p>
        </>
      }
    >
      <DurationsChoice value={durations} onChange={setDurations} />
    </PauseFrame>
  );
}
