import { IconPhone } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { FactRow } from '../../ui/key-value.tsx';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import { Timeline } from '../../ui/timeline.tsx';
import { useTimelineRows } from '../lead/use-timeline-rows.tsx';
import classes from './lead-card.module.css';
import pane from './task-pane.module.css';

/** What was last is enough to begin a talk with; the rest stands on the lead's page. */
const LATELY = 5;

/** Who the task is about: how to reach them, and what time it is there. */
export function LeadCard({ leadId }: { leadId: string }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const format = useTimeFormat();
  const found = useQuery(query.leads.get.queryOptions({ input: { leadId } }));
  if (found.isError)
    return <ErrorState error={found.error} what={t('lead.what')} onRetry={() => void found.refetch()} />;
  const lead = found.data;
  if (!lead) return <div className={classes.waiting} />;
  const zone = lead.timeZone.zone;
  return (
    <section className={pane.section} aria-label={lead.name}>
      <div className={classes.who}>
        <Avatar id={lead.id} name={lead.name} size={32} />
        <div className={classes.names}>
          <Link to="/leads/$id" params={{ id: lead.id }} className={classes.name}>
            {lead.name}
          </Link>
          <p className={classes.role}>
            {lead.title && lead.company
              ? t('lead.titleAt', { title: lead.title, company: lead.company })
              : (lead.title ?? lead.company)}
          </p>
        </div>
        {lead.phone && (
          <>
            <a className={buttonClass({})} href={`tel:${lead.phone.replaceAll(/[^+0-9]/g, '')}`}>
              <IconPhone size={14} stroke={1.75} aria-hidden="true" />
              {t('tasks.call', { number: lead.phone })}
            </a>
            <CopyButton text={lead.phone} label={t('tasks.facts.phone')} iconOnly />
          </>
        )}
      </div>
      <div className={classes.facts}>
        <FactRow
          facts={[
            ...(lead.email ? [{ label: t('tasks.facts.email'), value: lead.email }] : []),
            ...(lead.stage ? [{ label: t('tasks.facts.stage'), value: lead.stage }] : []),
            {
              label: t('tasks.facts.local'),
              value: (
                <span className={classes.local}>
                  {format.clock(format.now, zone)} <span>{format.zoneBeside(zone)}</span>
                </span>
              ),
            },
          ]}
        />
      </div>
    </section>
  );
}

/** The last things that happened to the lead; the rest stands on its page. */
export function Lately({ leadId }: { leadId: string }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const toRow = useTimelineRows();
  const list = useQuery(query.leads.timeline.queryOptions({ input: { leadId, limit: LATELY } }));
  const items = list.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className={pane.section}>
      <header className={classes.head}>
        <h3 className={pane.label}>{t('tasks.lately')}</h3>
        <Link to="/leads/$id" params={{ id: leadId }} className={classes.all}>
          {t('tasks.openLead')}
        </Link>
      </header>
      <Timeline entries={items.map(toRow)} />
    </section>
  );
}
