import { IconCalendarEvent } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { useNow } from '../ui/time/clock.tsx';
import { useTimeFormat } from '../ui/time/use-time-format.ts';
import classes from './publish-foot.module.css';
import { fromField, soon, toField } from './wall-time.ts';

const MINUTE_MS = 60_000;

interface Props {
  number: number;
  busy: boolean;
  blocked: boolean;
  /** When it is scheduled for already, if it is. */
  already: string | null;
  onBack: () => void;
  /** ISO instant, real time. */
  onSchedule: (at: string) => void;
}

/** When to publish instead of now, in the reader's zone; stands in the dialog's foot, within the real clock. */
export function ScheduleForm({ number, busy, blocked, already, onBack, onSchedule }: Props) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const now = useNow();
  const id = useId();
  const [text, setText] = useState(() => toField(soon(now), format.zone));
  const [tried, setTried] = useState(false);
  const at = fromField(text, format.zone);
  const problem = at === null ? t('publish.laterEmpty') : at <= now ? t('publish.laterPast') : null;
  const wrong = problem !== null && (tried || at !== null);
  return (
    <form
      className={classes.later}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (at !== null && !problem && !blocked) onSchedule(new Date(at).toISOString());
      }}
    >
      <label htmlFor={id}>{t('publish.laterAt')}</label>
      <input
        id={id}
        // The form was asked for by a click; its one field is what comes next.
        // biome-ignore lint/a11y/noAutofocus: see above
        autoFocus
        className={classes.dateTime}
        type="datetime-local"
        value={text}
        min={toField(now, format.zone)}
        aria-invalid={wrong || undefined}
        aria-describedby={`${id}-words`}
        onChange={(event) => setText(event.target.value)}
      />
      <p id={`${id}-words`} className={classes.laterWords} data-wrong={wrong || undefined} role="status">
        {wrong || at === null
          ? problem
          : `${t('publish.laterWhen', { when: format.moment(at), length: format.duration(Math.max(1, Math.round((at - now) / MINUTE_MS)) * MINUTE_MS) })}. ${t(
              'publish.laterZone',
              { zone: format.zone.split('/').at(-1)?.replaceAll('_', ' ') ?? format.zone },
            )}.`}{' '}
        {already ? t('publish.laterReplaces', { when: format.moment(already) }) : t('publish.laterKept')}
      </p>
      <Button look="ghost" onClick={onBack}>
        {t('publish.laterBack')}
      </Button>
      <Button
        look="primary"
        type="submit"
        busy={busy}
        blocked={blocked}
        icon={<IconCalendarEvent size={14} stroke={1.75} aria-hidden="true" />}
      >
        {t('publish.laterSubmit', { version: number })}
      </Button>
    </form>
  );
}
