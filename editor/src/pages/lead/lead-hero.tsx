import { Tooltip } from '@mantine/core';
import { IconMailOff } from '@tabler/icons-react';
import type { Lead } from '@trellis/shared/api/leads.ts';
import { MAY_OPERATE } from '@trellis/shared/api/roles.ts';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/use-reader.tsx';
import { LeadPauseStrip } from '../../pauses/lead-pause.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Callout } from '../../ui/callout.tsx';
import { EMPTY_VALUE } from '../../ui/format-number.ts';
import { FactRow } from '../../ui/key-value.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import { Moment } from '../../ui/time/time.tsx';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import { AddToWorkflow } from './add-to-workflow.tsx';
import classes from './lead-hero.module.css';
import { LeadMenu } from './lead-menu.tsx';

/** Name, role, address, and the facts that decide whether and when a mail may go. */
export function LeadHero({ lead }: { lead: Lead }) {
  const { t } = useTranslation();
  const mayEnrol = useMay(MAY_OPERATE);
  return (
    <section aria-label={lead.name} className={classes.hero}>
      <div className={classes.who}>
        <Avatar id={lead.id} name={lead.name} size={48} />
        <div className={classes.text}>
          <h2 className={classes.name}>{lead.name}</h2>
          <p className={classes.line}>
            <Role lead={lead} />
            {lead.email && lead.email !== lead.name && <span>{lead.email}</span>}
            {lead.phone && <span>{lead.phone}</span>}
          </p>
        </div>
        {mayEnrol && <AddToWorkflow lead={lead} />}
        {mayEnrol && <LeadMenu lead={lead} />}
      </div>
      <div className={classes.facts}>
        <FactRow
          facts={[
            ...(lead.stage ? [{ label: t('lead.facts.stage'), value: lead.stage }] : []),
            { label: t('lead.facts.emailConsent'), value: <Consent consent={lead.consent.email} /> },
            { label: t('lead.facts.smsConsent'), value: <Consent consent={lead.consent.sms} /> },
            { label: t('lead.facts.localTime'), value: <LocalTime lead={lead} /> },
            { label: t('lead.facts.created'), value: <Moment at={lead.createdAt} leadZone={lead.timeZone.zone} /> },
          ]}
        />
      </div>
      <LeadPauseStrip lead={lead} />
      {lead.suppressed && (
        <div className={classes.notice}>
          <Callout icon={<IconMailOff stroke={1.75} aria-hidden="true" />} title={t('lead.suppressed.title')}>
            {t(`lead.suppressed.${lead.suppressed}`)}
          </Callout>
        </div>
      )}
    </section>
  );
}

function Role({ lead }: { lead: Lead }) {
  const { t } = useTranslation();
  const { title, company } = lead;
  if (title && company) return <span>{t('lead.titleAt', { title, company })}</span>;
  return title || company ? <span>{title ?? company}</span> : null;
}

function Consent({ consent }: { consent: Lead['consent']['email'] }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const tone = { 'opted-in': 'brand', 'opted-out': 'danger', unknown: 'hollow' } as const;
  const words = (
    <span className={classes.value}>
      <StatusDot tone={tone[consent.state]} />
      {t(`lead.consent.${consent.state}`)}
      {consent.at && <span className={classes.meta}>{format.day(consent.at)}</span>}
    </span>
  );
  return consent.source ? <Tooltip label={consent.source}>{words}</Tooltip> : words;
}

function LocalTime({ lead }: { lead: Lead }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const { zone, source } = lead.timeZone;
  if (!zone) return EMPTY_VALUE;
  return (
    <Tooltip label={t(`lead.zoneFrom.${source}`)}>
      <span className={classes.value}>
        <span className={classes.number}>{format.clock(format.now, zone)}</span>
        <span className={classes.meta}>{format.zoneBeside(zone)}</span>
      </span>
    </Tooltip>
  );
}
