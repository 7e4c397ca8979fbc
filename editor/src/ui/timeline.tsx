import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import { type Category, Tile } from './tile.tsx';
import { dayNumber } from './time/format-time.ts';
import { LogTime } from './time/time.tsx';
import { epoch, type Instant, useTimeFormat } from './time/use-time-format.ts';
import classes from './timeline.module.css';

export interface TimelineEntry {
  id: string;
  at: Instant;
  /** Events have `none`, steps and sends the category of their node. */
  category: Category;
  icon: ReactNode;
  /** What happened, in one sentence; the object in 500. */
  sentence: ReactNode;
  /** Why, or the circumstances; under the sentence. */
  reason?: ReactNode;
  /** State or a link on the right. */
  aside?: ReactNode;
  /** Opened by a button on the right that carries `label`: "Why". */
  details?: { label: string; content: ReactNode } | undefined;
}

/** Things that happened, newest first, grouped by the reader's days. */
export function Timeline({ entries, leadZone }: { entries: readonly TimelineEntry[]; leadZone?: string | undefined }) {
  const format = useTimeFormat();
  return (
    <ol className={classes.days}>
      {groupByDay(entries, format.zone).map((group) => (
        <li key={group.day}>
          <h3 className={classes.day}>{format.dayHeading(group.at)}</h3>
          <ol>
            {group.entries.map((entry) => (
              <Row key={entry.id} entry={entry} leadZone={leadZone} />
            ))}
          </ol>
        </li>
      ))}
    </ol>
  );
}

function Row({ entry, leadZone }: { entry: TimelineEntry; leadZone: string | undefined }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const { details } = entry;
  return (
    <li className={classes.row}>
      <LogTime at={entry.at} leadZone={leadZone} className={classes.time} />
      <span className={classes.tile}>
        <Tile category={entry.category} size={24}>
          {entry.icon}
        </Tile>
      </span>
      <div className={classes.text}>
        <div className={classes.sentence}>{entry.sentence}</div>
        {entry.reason && <div className={classes.reason}>{entry.reason}</div>}
        {details && open && (
          <div id={id} className={classes.details}>
            {details.content}
          </div>
        )}
      </div>
      {entry.aside && <div className={classes.aside}>{entry.aside}</div>}
      {details && (
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          onClick={() => setOpen(!open)}
        >
          {details.label}
          {open ? <IconChevronDown size={12} aria-hidden="true" /> : <IconChevronRight size={12} aria-hidden="true" />}
        </button>
      )}
    </li>
  );
}

interface DayGroup {
  day: number;
  at: number;
  entries: TimelineEntry[];
}

function groupByDay(entries: readonly TimelineEntry[], zone: string): DayGroup[] {
  const groups: DayGroup[] = [];
  for (const entry of entries) {
    const at = epoch(entry.at);
    const day = dayNumber(at, zone);
    const last = groups.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else groups.push({ day, at, entries: [entry] });
  }
  return groups;
}
