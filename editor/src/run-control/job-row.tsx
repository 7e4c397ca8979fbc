import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { formatCount } from '../ui/format-number.ts';
import { useTimeFormat } from '../ui/time/use-time-format.ts';
import classes from './job-row.module.css';

const MINUTE = 60_000;
/** Too early to tell how fast it goes, ms. */
const WARM_UP = 2_000;

interface Props {
  name: string;
  treated: number;
  total: number;
  /** Real time. */
  startedAt: string | null;
  /** About when it will be done, real time. */
  readyAt: string | null;
  /** What else there is to say. */
  facts: readonly string[];
  cancel?: { label: string; name: string; busy: boolean; run: () => void };
}

/** Long work under way, in one line: how far, how fast, how long still, and its end by hand. */
export function JobRow({ name, treated, total, startedAt, readyAt, facts, cancel }: Props) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  // The wall clock, also where the workspace's runs faster: people wait by it.
  const now = Date.now();
  const passed = startedAt === null ? 0 : now - Date.parse(startedAt);
  const rate = passed > WARM_UP && treated > 0 ? Math.max(1, Math.round((treated / passed) * MINUTE)) : undefined;
  const left = readyAt === null ? undefined : Math.max(1_000, Date.parse(readyAt) - now);
  const words = [
    t('enrol.progress', { looked: formatCount(treated), total: formatCount(total) }),
    ...facts,
    ...(rate === undefined ? [] : [t('enrol.rate', { n: formatCount(rate) })]),
    ...(left === undefined ? [] : [t('enrol.left', { length: format.duration(wholeSeconds(left)) })]),
  ];
  return (
    <div className={classes.job}>
      <b>{name}</b>
      <progress max={Math.max(1, total)} value={Math.min(treated, total)} aria-label={name} />
      <span className={classes.words}>{words.join(' · ')}</span>
      {cancel && (
        <Button size="row" busy={cancel.busy} aria-label={cancel.name} onClick={cancel.run}>
          {cancel.label}
        </Button>
      )}
    </div>
  );
}

const wholeSeconds = (ms: number) => Math.ceil(ms / 1_000) * 1_000;
