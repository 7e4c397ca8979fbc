import type { Import } from '@trellis/shared/api/imports.ts';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../ui/format-number.ts';
import { FactRow } from '../../ui/key-value.tsx';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import classes from './imports.module.css';
import { ProgressBar } from './progress-bar.tsx';

/** Before so many ms a rate says nothing. */
const SETTLED = 2_000;

/** An import under way: how far, how fast, how long still. `now`: real time, epoch ms. */
export function Running({ import: { progress, records, startedAt, ...file }, now }: { import: Import; now: number }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const ran = startedAt ? now - new Date(startedAt).getTime() : 0;
  const settled = ran > SETTLED && progress > 0;
  const facts = settled
    ? [
        t('imports.run.rate', { rate: formatCount((records / ran) * 1000) }),
        t('imports.run.left', { time: format.duration(Math.max(1000, (ran / progress) * (1 - progress))) }),
      ]
    : [t('imports.run.beginning')];
  return (
    <section className={classes.block} aria-label={t('imports.run.title')}>
      <h2 className={classes.heading}>{t('imports.run.title')}</h2>
      <ProgressBar label={t('imports.run.progress')} share={progress} />
      <div className={classes.under}>
        <span className={classes.facts}>{[`${Math.floor(progress * 100)}\u00a0%`, ...facts].join(' · ')}</span>
      </div>
      <ImportCounts import={{ records, ...file }} />
      <p className={classes.remark}>{t('imports.run.stays')}</p>
    </section>
  );
}

/** What became of the records that were read. */
export function ImportCounts({
  import: { records, created, updated, rejected },
}: {
  import: Pick<Import, 'records' | 'created' | 'updated' | 'rejected'>;
}) {
  const { t } = useTranslation();
  const counts = { records, created, updated, rejected };
  const names = ['records', 'created', 'updated', 'rejected'] as const;
  return (
    <div className={classes.counts}>
      <FactRow
        facts={names.map((name) => ({ label: t(`imports.counts.${name}`), value: formatCount(counts[name]) }))}
      />
    </div>
  );
}
