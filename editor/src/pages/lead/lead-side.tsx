import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Lead, LeadRun } from '@trellis/shared/api/leads.ts';
import { MAY_OPERATE } from '@trellis/shared/api/roles.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useMay } from '../../api/use-reader.tsx';
import { RunMenu } from '../../run-control/run-menu.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { KeyValueList } from '../../ui/key-value.tsx';
import { Pill, type PillTone } from '../../ui/pill.tsx';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import { TinyPath } from '../../ui/tiny-path.tsx';
import { usePathStops } from '../leads/use-path-stops.ts';
import classes from './lead-side.module.css';
import { LeadTasks } from './lead-tasks.tsx';
import { WhyPanel } from './why-panel.tsx';

/** Right of the timeline: runs with their paths, what the lead is known by, attributes and tags. */
export function LeadSide({ lead }: { lead: Lead }) {
  const { t } = useTranslation();
  const attributes = Object.entries(lead.attributes);
  return (
    <aside className={classes.side}>
      <LeadTasks leadId={lead.id} />
      <Runs lead={lead} />
      <WhyPanel leadId={lead.id} />
      {attributes.length > 0 && (
        <section className={classes.section}>
          <h2 className={classes.title}>{t('lead.attributes')}</h2>
          <KeyValueList rows={attributes.map(([label, value]) => ({ label, value: readable(value) }))} />
        </section>
      )}
      {lead.tags.length > 0 && (
        <section className={classes.section}>
          <h2 className={classes.title}>{t('lead.tags')}</h2>
          <p className={classes.tags}>
            {lead.tags.map((tag) => (
              <Pill key={tag}>{tag}</Pill>
            ))}
          </p>
        </section>
      )}
      {lead.identities.length > 0 && (
        <section className={classes.section}>
          <h2 className={classes.title}>{t('lead.identities')}</h2>
          <KeyValueList
            rows={lead.identities.map((identity) => ({
              label: t(`lead.identity.${identity.kind}`),
              value: identity.value,
            }))}
          />
        </section>
      )}
    </aside>
  );
}

function Runs({ lead }: { lead: Lead }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const runs = useQuery(query.leads.runs.queryOptions({ input: { leadId: lead.id } }));
  return (
    <section className={classes.section}>
      <header className={classes.head}>
        <h2 className={classes.title}>{t('lead.runs')}</h2>
        <span className={classes.meta}>
          {t('lead.runCounts', { active: lead.runs.active, ended: lead.runs.ended })}
        </span>
      </header>
      {runs.isError && <ErrorState error={runs.error} what={t('lead.runsWhat')} onRetry={() => void runs.refetch()} />}
      {runs.data?.items.length === 0 && <p className={classes.none}>{t('lead.noRuns')}</p>}
      <ul>
        {runs.data?.items.map((run) => (
          <RunRow key={run.id} run={run} />
        ))}
      </ul>
    </section>
  );
}

const RUN_TONES: Record<LeadRun['status'], PillTone> = {
  active: 'brand',
  paused: 'warn',
  parked: 'danger',
  ended: 'plain',
};

function RunRow({ run }: { run: LeadRun }) {
  const { t } = useTranslation();
  const stops = usePathStops();
  const where = useWhere();
  const mayAct = useMay(MAY_OPERATE);
  return (
    <li className={classes.run}>
      <div className={classes.runHead}>
        <Link
          to="/workflows/$id/run/$runId"
          params={{ id: run.workflow.id, runId: run.id }}
          className={classes.runName}
        >
          {run.workflow.name}
        </Link>
        <span className={classes.meta}>{t('lead.version', { number: run.version.number })}</span>
        <span className={classes.grow} />
        <Pill small tone={RUN_TONES[run.status]} {...(run.status === 'active' ? { dot: 'brand' as const } : {})}>
          {t(`lead.runState.${run.status}`)}
        </Pill>
        {mayAct && <RunMenu runId={run.id} label={t('runControl.moreOf', { name: run.workflow.name })} />}
      </div>
      <div className={classes.runPath}>
        <TinyPath stops={stops(run.path)} label={where(run)} />
        <span className={classes.where}>{where(run)}</span>
      </div>
    </li>
  );
}

/** Where a run is, or how it ended, in words. */
function useWhere(): (run: LeadRun) => string {
  const { t } = useTranslation();
  const format = useTimeFormat();
  return (run) => {
    if (run.endedAt) {
      const when = format.day(run.endedAt);
      return run.reason
        ? t('lead.runEnded', { when, why: lowerFirst(run.reason.text) })
        : t('lead.runEndedPlain', { when });
    }
    if (run.status === 'parked' && run.reason) return run.reason.text;
    if (!run.at) return '';
    const node = run.at.name;
    if (run.at.until) return t('lead.runUntil', { node, until: format.moment(run.at.until) });
    return t('lead.runAt', { node, since: format.duration(wholeMinutes(format.now - Date.parse(run.at.since))) });
  };
}

/** Seconds are noise once a run has been somewhere for a minute. */
function wholeMinutes(ms: number): number {
  const minute = 60_000;
  return ms < minute ? Math.max(0, Math.floor(ms / 1000) * 1000) : Math.floor(ms / minute) * minute;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLocaleLowerCase() + text.slice(1);
}

function readable(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
