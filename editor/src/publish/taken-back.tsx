import { Popover } from '@mantine/core';
import { IconArrowBackUp, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { RunRow } from '@trellis/shared/api/run-views.ts';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../ui/format-number.ts';
import { IconButton } from '../ui/icon-button.tsx';
import classes from './strip.module.css';

/** What a publish that was taken back leaves behind. */
export interface TakenBack {
  /** Of the version that is current again, and of the one taken back. */
  number: number;
  gone: number;
  started: number;
  runs: readonly RunRow[];
}

/** So many leads are named in the line; the list has all. */
const NAMED = 3;

/** After taking back: which version is current, and who had entered on the other one and finishes there. Stays until it is put away. */
export function TakenBackNotice({ taken, onClose }: { taken: TakenBack; onClose: () => void }) {
  const { t } = useTranslation();
  const { number, gone, started, runs } = taken;
  const more = started - Math.min(NAMED, runs.length);
  return (
    <section className={classes.strip} aria-label={t('publish.taken.label')}>
      <IconArrowBackUp size={16} stroke={1.75} aria-hidden="true" />
      <div className={classes.words} role="status">
        <b>{t('publish.taken.title', { version: number })}</b>{' '}
        {started === 0
          ? t('publish.taken.none', { gone })
          : t('publish.taken.some', { count: started, n: formatCount(started), gone })}{' '}
        {runs.slice(0, NAMED).map((run, index) => (
          <span key={run.id}>
            {index > 0 && t('compare.and')}
            <RunLink run={run} />
          </span>
        ))}
      </div>
      {more > 0 && runs.length > NAMED && (
        <Popover position="bottom-end" withinPortal trapFocus returnFocus>
          <Popover.Target>
            <button type="button" className={classes.act}>
              {t('publish.taken.more', { count: more })}
            </button>
          </Popover.Target>
          <Popover.Dropdown aria-label={t('publish.taken.all', { gone })}>
            <ul className={classes.runs}>
              {runs.map((run) => (
                <li key={run.id}>
                  <RunLink run={run} />
                </li>
              ))}
            </ul>
          </Popover.Dropdown>
        </Popover>
      )}
      <IconButton label={t('publish.taken.close')} icon={<IconX size={16} stroke={1.75} />} onClick={onClose} />
    </section>
  );
}

function RunLink({ run }: { run: RunRow }) {
  return (
    <Link className={classes.link} to="/workflows/$id/run/$runId" params={{ id: run.workflow.id, runId: run.id }}>
      {run.lead.name}
    </Link>
  );
}
