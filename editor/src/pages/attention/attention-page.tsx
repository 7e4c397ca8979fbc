import { IconArrowsSort, IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { AttentionCause } from '@trellis/shared/api/attention.ts';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Button } from '../../ui/button.tsx';
import { CountTabs } from '../../ui/count-tabs.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Page, PageBar } from '../../ui/page.tsx';
import { ScrollBody } from '../../ui/scroll-body.tsx';
import { TableSkeleton } from '../../ui/skeleton.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import { EnrolProgress } from '../leads/enrol-progress.tsx';
import classes from './attention.module.css';
import { ATTENTION_FILTERS, type AttentionFilter } from './attention-filter.ts';
import { Cause } from './cause.tsx';
import { RunningJobs } from './running-jobs.tsx';
import { Solved, useSolved } from './solved.tsx';

const route = getRouteApi('/signed-in/shell/attention');
/** Failures that only time makes stuck come without a live message, ms. */
const ASK_AGAIN = 30_000;

/** What needs a person, by cause: what happens, where, to whom, and how to mend it for all of them. */
export default function AttentionPage() {
  const { t } = useTranslation();
  const { query } = useApi();
  const format = useTimeFormat();
  const { show = 'open' } = route.useSearch();
  const navigate = useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  const [newest, setNewest] = useState(false);
  const [open, setOpen] = useState<string | null>();
  const list = useQuery(query.attention.list.queryOptions({ refetchInterval: ASK_AGAIN }));
  const causes = list.data?.causes ?? [];
  const rows = show === 'solved' ? [] : causes.filter(({ kind }) => show === 'open' || kind === show);
  const solved = useSolved();
  if (newest) rows.sort((a, b) => b.lastSeen.localeCompare(a.lastSeen));
  // The first one stands open until the reader chooses.
  const opened = open === undefined ? rows[0]?.key : open;
  const countOf = (filter: AttentionFilter) =>
    filter === 'solved'
      ? solved.jobs?.length
      : list.data && causes.filter(({ kind }) => filter === 'open' || kind === filter).length;
  return (
    <Page
      title={t('attention.title')}
      note={
        list.data &&
        causes.length > 0 &&
        t('attention.note', {
          causes: t('attention.causes', { count: causes.length }),
          runs: t('attention.runs', { count: list.data.runs }),
        })
      }
      actions={
        list.data && (
          <span className={classes.updated}>
            <StatusDot tone="brand" />{' '}
            {t('attention.updated', { when: format.relative(Math.min(Date.parse(list.data.at), format.now)) })}
          </span>
        )
      }
    >
      <PageBar>
        <CountTabs
          label={t('attention.filters')}
          value={show}
          tabs={ATTENTION_FILTERS.map((value) => ({ value, label: t(`attention.${value}`), count: countOf(value) }))}
          onChange={(next) => void navigate({ to: '/attention', search: next === 'open' ? {} : { show: next } })}
        />
        <span className={classes.grow} />
        {show !== 'solved' && (
          <Button
            look="ghost"
            size="row"
            icon={<IconArrowsSort size={14} stroke={1.75} aria-hidden="true" />}
            onClick={() => setNewest(!newest)}
          >
            {newest ? t('attention.orderNewest') : t('attention.order')}
          </Button>
        )}
      </PageBar>
      <ScrollBody ref={scroller}>
        <RunningJobs />
        <EnrolProgress />
        {show === 'solved' && <Solved solved={solved} />}
        {list.isError && (
          <ErrorState error={list.error} what={t('attention.what')} onRetry={() => void list.refetch()} />
        )}
        {list.isPending && <TableSkeleton columns={[320, 44, 188, 118, 118]} />}
        {rows.length > 0 && <Causes rows={rows} open={opened ?? null} onOpen={setOpen} />}
        {show !== 'solved' && list.data && rows.length === 0 && (
          <EmptyState title={show === 'open' ? t('attention.emptyTitle') : t('attention.noneTitle')}>
            {show === 'open' ? t('attention.emptyText') : t('attention.noneText')}
          </EmptyState>
        )}
        {show !== 'solved' && list.data && <LastDone />}
      </ScrollBody>
    </Page>
  );
}

function Causes({
  rows,
  open,
  onOpen,
}: {
  rows: AttentionCause[];
  open: string | null;
  onOpen: (key: string | null) => void;
}) {
  const { t } = useTranslation();
  return (
    <>
      <div className={`${classes.row} ${classes.head}`} aria-hidden="true">
        <span className={classes.cause}>{t('attention.cause')}</span>
        <span className={classes.runs}>{t('attention.runsColumn')}</span>
        <span className={classes.where}>{t('attention.workflows')}</span>
        <span className={classes.when}>{t('attention.firstSeen')}</span>
        <span className={classes.when}>{t('attention.lastSeen')}</span>
        <span className={classes.fix}>{t('attention.fixColumn')}</span>
      </div>
      <ul aria-label={t('attention.table')}>
        {rows.map((cause) => (
          <Cause
            key={cause.key}
            cause={cause}
            open={open === cause.key}
            onToggle={() => onOpen(open === cause.key ? null : cause.key)}
          />
        ))}
      </ul>
    </>
  );
}

/** What was mended last, and by whom. */
function LastDone() {
  const { t } = useTranslation();
  const { query } = useApi();
  const format = useTimeFormat();
  const jobs = useQuery(query.controlJobs.list.queryOptions({ input: { status: 'done', limit: 1 } }));
  const [job] = jobs.data?.items ?? [];
  if (!job?.finishedAt) return null;
  return (
    <p className={classes.last}>
      <IconCheck size={14} stroke={1.75} aria-hidden="true" />
      {t('attention.lastDone', {
        count: job.done,
        what: t(`attention.job.${job.action.kind}`).toLocaleLowerCase(),
        who: job.by.name,
        when: format.relative(job.finishedAt),
      })}
    </p>
  );
}
