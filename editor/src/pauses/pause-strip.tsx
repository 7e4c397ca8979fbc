import { IconPlayerPause } from '@tabler/icons-react';
import type { Pause } from '@trellis/shared/api/pauses.ts';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/use-reader.tsx';
import strip from '../publish/strip.module.css';
import { Button } from '../ui/button.tsx';
import { useTimeFormat } from '../ui/time/use-time-format.ts';
import { MAY_PAUSE, type PauseSubject, subjectOf } from './pause-subject.ts';
import { ResumeDialog } from './resume-dialog.tsx';
import { usePauses } from './use-pauses.ts';

/** A bar for the workspace and each channel that is paused, on every page; on a workflow's page also for the workflow itself. */
export function PauseStrips({ workflowId }: { workflowId?: string | undefined }) {
  const pauses = usePauses(workflowId ? { workflowId } : {});
  const shown = pauses.filter(
    ({ level }) => level === 'workspace' || level === 'channel' || (workflowId !== undefined && level === 'workflow'),
  );
  return shown.map((pause) => {
    const subject = subjectOf(pause);
    return subject && <PauseStrip key={pause.id} pause={pause} subject={subject} />;
  });
}

/** What is paused, by whom and since when, with the way to let it go on. */
export function PauseStrip({ pause, subject }: { pause: Pause; subject: PauseSubject }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const may = useMay(MAY_PAUSE[subject.level]);
  const [asked, setAsked] = useState(false);
  const words = subject.level === 'channel' ? t(`pauses.bar.${subject.channel}`) : titleOf(subject, t);
  return (
    <section className={strip.strip} data-tone="warn" aria-label={words}>
      <IconPlayerPause size={16} stroke={1.75} aria-hidden="true" />
      <p className={strip.words}>
        <b>{words}</b> {t(`pauses.bar.${subject.level}Text`)}{' '}
        {t('pauses.by', { name: pause.by.name, when: format.moment(pause.since) })}
        {pause.reason ? `. ${t('pauses.because', { reason: pause.reason })}` : ''}
      </p>
      {may && (
        <Button size="row" onClick={() => setAsked(true)}>
          {t('pauses.resume')}
        </Button>
      )}
      {asked && <ResumeDialog pause={pause} subject={subject} onClose={() => setAsked(false)} />}
    </section>
  );
}

function titleOf(subject: Exclude<PauseSubject, { level: 'channel' }>, t: TFunction): string {
  return subject.level === 'version'
    ? t('pauses.bar.version', { number: subject.number })
    : t(`pauses.bar.${subject.level}`);
}
