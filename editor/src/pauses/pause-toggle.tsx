import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/use-reader.tsx';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { PauseDialog } from './pause-dialog.tsx';
import { MAY_PAUSE, nameOf, type PauseSubject, pauseOn } from './pause-subject.ts';
import { ResumeDialog } from './resume-dialog.tsx';
import { usePauses } from './use-pauses.ts';

interface Props {
  subject: PauseSubject;
  runs?: number | undefined;
  /** An icon where there is little room; its name says the same. */
  look: 'icon' | 'row';
}

/** Pauses what is not paused, resumes what is; nothing for those who may not. */
export function PauseToggle({ subject, runs, look }: Props) {
  const { t } = useTranslation();
  const may = useMay(MAY_PAUSE[subject.level]);
  const pauses = usePauses('workflowId' in subject ? { workflowId: subject.workflowId } : {});
  const [asked, setAsked] = useState(false);
  if (!may) return null;
  const pause = pauseOn(pauses, subject);
  const name = nameOf(subject, t);
  const label = t(pause ? 'pauses.resumeThat' : 'pauses.pauseThat', { name });
  const icon = pause ? (
    <IconPlayerPlay size={look === 'icon' ? 16 : 14} stroke={1.75} aria-hidden="true" />
  ) : (
    <IconPlayerPause size={look === 'icon' ? 16 : 14} stroke={1.75} aria-hidden="true" />
  );
  const close = () => setAsked(false);
  return (
    <>
      {look === 'icon' ? (
        <IconButton label={label} icon={icon} on={pause !== undefined} onClick={() => setAsked(true)} />
      ) : (
        <Button size="row" icon={icon} onClick={() => setAsked(true)}>
          {label}
        </Button>
      )}
      {asked && !pause && <PauseDialog subject={subject} runs={runs} onClose={close} />}
      {asked && pause && <ResumeDialog pause={pause} subject={subject} onClose={close} />}
    </>
  );
}
