import { IconAlertTriangle, IconCloudCheck, IconCloudOff, IconCloudUp } from '@tabler/icons-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { Autosave, SaveState } from '../store/autosave.ts';
import { useTimeFormat } from '../ui/time/use-time-format.ts';
import classes from './top-bar.module.css';

export function useSaveState(autosave: Autosave): SaveState {
  return useSyncExternalStore(autosave.subscribe, autosave.state);
}

/** Whether the draft is saved, beside the name. Told to screen readers when it fails and when it works again. */
export function SaveStateWords({ autosave }: { autosave: Autosave }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const state = useSaveState(autosave);
  const seconds = useSecondsUntil(state.kind === 'retrying' ? state.until : null);
  const icon = { size: 14, stroke: 1.75, 'aria-hidden': true } as const;
  const bad = state.kind === 'retrying' || state.kind === 'conflict';
  return (
    <span className={classes.meta} data-tone={bad ? 'warn' : undefined} role="status" data-save={state.kind}>
      {state.kind === 'saved' && (
        <>
          <IconCloudCheck {...icon} />
          {state.at === null ? t('canvas.save.savedNow') : t('canvas.save.saved', { time: format.clock(state.at) })}
        </>
      )}
      {(state.kind === 'unsaved' || state.kind === 'saving') && (
        <>
          <IconCloudUp {...icon} />
          {t('canvas.save.saving')}
        </>
      )}
      {state.kind === 'retrying' && (
        <>
          <IconCloudOff {...icon} />
          <span aria-hidden="true">{t('canvas.save.retrying', { seconds })}</span>
          <span className="tr-hidden">{state.message}</span>
          <button type="button" className={classes.metaAction} onClick={() => void autosave.flush()}>
            {t('canvas.save.retryNow')}
          </button>
        </>
      )}
      {state.kind === 'conflict' && (
        <>
          <IconAlertTriangle {...icon} />
          {t('canvas.save.conflict')}
        </>
      )}
    </span>
  );
}

/** Whole seconds until an instant (ms), counted down. */
function useSecondsUntil(until: number | null): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (until === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [until]);
  return until === null ? 0 : Math.max(0, Math.ceil((until - now) / 1000));
}
