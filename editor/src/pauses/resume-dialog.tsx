import { useQuery } from '@tanstack/react-query';
import type { Pause, PauseDurations, ResumePreview } from '@trellis/shared/api/pauses.ts';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import { formatCount } from '../ui/format-number.ts';
import classes from './choice.module.css';
import { DurationsChoice } from './choice.tsx';
import { PauseFrame } from './pause-frame.tsx';
import { nameOf, type PauseSubject } from './pause-subject.ts';
import { usePausing } from './use-pauses.ts';

/** Minutes over which what is due may go on. */
const SPREADS = [0, 5, 15, 30, 60, 240] as const;

/** Shows what a resume sets going, by what is decided of the time that passed, and lets it be spread. */
export function ResumeDialog({
  pause,
  subject,
  onClose,
}: {
  pause: Pause;
  subject: PauseSubject;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { query } = useApi();
  const pausing = usePausing();
  const spreadId = useId();
  const [durations, setDurations] = useState<PauseDurations>(pause.durations);
  const [spreadMinutes, setSpread] = useState(0);
  const preview = useQuery(query.pauses.preview.queryOptions({ input: { pauseId: pause.id } }));
  const name = nameOf(subject, t);
  const due = (preview.data?.[durations].due ?? 0) + (preview.data?.queued ?? 0);
  return (
    <PauseFrame
      title={t('pauses.preview.title', { name })}
      confirm={t('pauses.preview.confirm', { name })}
      done={t('pauses.resumed', { name })}
      busy={pausing.busy}
      error={pausing.error ?? preview.error}
      act={(reason) => pausing.resume(pause.id, subject, { durations, spreadMinutes, reason })}
      onClose={onClose}
      told={
        <div className={classes.figures} role="status">
          {preview.data ? (
            <Figures preview={preview.data} durations={durations} />
          ) : (
            <p>{preview.isPending ? t('pauses.preview.counting') : ''}</p>
          )}
        </div>
      }
    >
      {pause.level !== 'channel' && <DurationsChoice ending value={durations} onChange={setDurations} />}
      <div>
        <label className={classes.label} htmlFor={spreadId}>
          {t('pauses.preview.spread')}
        </label>
        <select
          id={spreadId}
          className={classes.input}
          value={spreadMinutes}
          onChange={(event) => setSpread(Number(event.target.value))}
        >
          {SPREADS.map((minutes) => (
            <option key={minutes} value={minutes}>
              {minutes === 0
                ? t('pauses.preview.atOnce')
                : minutes % 60 === 0
                  ? t('pauses.preview.hours', { count: minutes / 60 })
                  : t('pauses.preview.minutes', { count: minutes })}
            </option>
          ))}
        </select>
        {spreadMinutes > 0 && due > 0 && (
          <p className={classes.text}>
            {t('pauses.preview.pace', { n: formatCount(Math.max(1, Math.round(due / spreadMinutes))) })}
          </p>
        )}
      </div>
    </PauseFrame>
  );
}

function Figures({ preview, durations }: { preview: ResumePreview; durations: PauseDurations }) {
  const { t } = useTranslation();
  const { due, later } = preview[durations];
  const { waiting, held, queued } = preview;
  const say = (key: 'due' | 'waiting' | 'held' | 'queued', count: number) =>
    t(`pauses.preview.${key}`, { count, n: formatCount(count) });
  if (due + later + waiting + held + queued === 0) return <p>{t('pauses.preview.nobody')}</p>;
  const others = [
    ...(waiting > 0 ? [say('waiting', waiting)] : []),
    ...(held > 0 ? [say('held', held)] : []),
    ...(queued > 0 ? [say('queued', queued)] : []),
  ];
  return (
    <>
      <p>
        <b>{say('due', due)}</b>, {t('pauses.preview.later', { n: formatCount(later) })}.
      </p>
      {others.length > 0 && <p>{others.join(', ')}.</p>}
      {!preview.complete && <p>{t('pauses.preview.more')}</p>}
    </>
  );
}
