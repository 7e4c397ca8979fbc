import { Tooltip } from '@mantine/core';
import { epoch, type Instant, useTimeFormat } from './use-time-format.ts';

interface Props {
  at: Instant;
  /** Shown beside the reader's time in the tooltip when it differs. */
  leadZone?: string | undefined;
  className?: string | undefined;
}

/** "12 min ago", with the full moment (and the lead's clock) in its tooltip. */
export function RelativeTime({ at, leadZone, className }: Props) {
  const format = useTimeFormat();
  return (
    <FullMoment at={at} leadZone={leadZone}>
      <time dateTime={iso(at)} className={className}>
        {format.relative(at)}
      </time>
    </FullMoment>
  );
}

/** "Fri 20 Nov, 10:24", with the lead's clock in its tooltip. */
export function Moment({ at, leadZone, className }: Props) {
  const format = useTimeFormat();
  return (
    <FullMoment at={at} leadZone={leadZone}>
      <time dateTime={iso(at)} className={className}>
        {format.moment(at)}
      </time>
    </FullMoment>
  );
}

/** "10:24:07" for logs, with the full moment in its tooltip. */
export function LogTime({ at, leadZone, className }: Props) {
  const format = useTimeFormat();
  return (
    <FullMoment at={at} leadZone={leadZone}>
      <time dateTime={iso(at)} className={className}>
        {format.logClock(at)}
      </time>
    </FullMoment>
  );
}

function FullMoment({
  at,
  leadZone,
  children,
}: {
  at: Instant;
  leadZone: string | undefined;
  children: React.ReactElement;
}) {
  const format = useTimeFormat();
  const beside =
    leadZone && leadZone !== format.zone ? ` · ${format.clock(at, leadZone)} ${format.zoneBeside(leadZone)}` : '';
  return <Tooltip label={`${format.moment(at)}${beside}`}>{children}</Tooltip>;
}

function iso(at: Instant): string {
  return new Date(epoch(at)).toISOString();
}
