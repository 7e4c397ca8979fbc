import { IconClick, IconCornerUpLeft, IconMailOpened, IconMailX, IconMoodSad } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { MailRow } from '@trellis/shared/api/mailbox.ts';
import { useTranslation } from 'react-i18next';
import { StatusDot } from '../../ui/status-dot.tsx';
import { dayNumber } from '../../ui/time/format-time.ts';
import { LogTime } from '../../ui/time/time.tsx';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import classes from './mail-list.module.css';

/** Mails under the days they came. */
export function MailList({ rows, chosen }: { rows: readonly MailRow[]; chosen: string | undefined }) {
  const format = useTimeFormat();
  const days = rows.map((row) => dayNumber(Date.parse(row.receivedAt), format.zone));
  return (
    <ul>
      {rows.map((row, index) => (
        <li key={row.id}>
          {days[index] !== days[index - 1] && <h2 className={classes.day}>{format.dayHeading(row.receivedAt)}</h2>}
          <Row row={row} chosen={row.id === chosen} />
        </li>
      ))}
    </ul>
  );
}

function Row({ row, chosen }: { row: MailRow; chosen: boolean }) {
  const { t } = useTranslation();
  return (
    <Link
      to="/mailbox/$id"
      params={{ id: row.id }}
      search={(before) => before}
      className={classes.row}
      aria-current={chosen ? 'true' : undefined}
      data-chosen={chosen || undefined}
      data-unseen={!row.seen || undefined}
    >
      <span className={classes.line}>
        <span className={classes.who}>{row.lead?.name ?? row.recipient}</span>
        <Reaction row={row} />
        <LogTime at={row.receivedAt} className={classes.time} />
      </span>
      <span className={classes.line}>
        <span className={classes.subject}>{row.subject}</span>
        {!row.seen && (
          <>
            <StatusDot tone="unread" />
            <span className="tr-hidden">{t('mailbox.notSeen')}</span>
          </>
        )}
      </span>
      <span className={classes.from}>{row.from?.nodeName ?? row.sender}</span>
    </Link>
  );
}

/** The furthest the lead went with it, or what stopped it. */
function Reaction({ row }: { row: MailRow }) {
  const { t } = useTranslation();
  const furthest = REACTIONS.find(({ at }) => row[at] !== null);
  if (!furthest) return null;
  const { what, icon: Icon, bad } = furthest;
  return (
    <span className={classes.reaction} data-bad={bad || undefined}>
      <Icon size={12} aria-hidden="true" />
      {t(`mailbox.${what}`)}
    </span>
  );
}

const REACTIONS = [
  { at: 'complainedAt', what: 'complained', icon: IconMoodSad, bad: true },
  { at: 'bouncedAt', what: 'bounced', icon: IconMailX, bad: true },
  { at: 'repliedAt', what: 'replied', icon: IconCornerUpLeft, bad: false },
  { at: 'clickedAt', what: 'clicked', icon: IconClick, bad: false },
  { at: 'openedAt', what: 'opened', icon: IconMailOpened, bad: false },
] as const;
