import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Mail } from '@trellis/shared/api/mailbox.ts';
import { MAY_TEST } from '@trellis/shared/api/roles.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useNodeLook } from '../../api/use-node-types.ts';
import { useMay } from '../../api/use-reader.tsx';
import { NodeIcon } from '../../ui/node-icon.tsx';
import { Tile } from '../../ui/tile.tsx';
import { TraceOf } from '../test-event/event-trace.tsx';
import { AsTheLead } from './as-the-lead.tsx';
import { MailLinks } from './mail-links.tsx';
import classes from './mail-side.module.css';
import { MailWhy } from './mail-why.tsx';
import { useActAsLead } from './use-act-as-lead.ts';

interface Props {
  mail: Mail;
  chosen: Mail['links'][number] | undefined;
  onChoose: (tag: string) => void;
}

/** Where a mail came from, its links, what the lead could do, and why it went out. */
export function MailSide({ mail, chosen, onChoose }: Props) {
  const { query } = useApi();
  const mayAct = useMay(MAY_TEST);
  const [eventId, setEventId] = useState<string | null>(null);
  const acting = useActAsLead(setEventId);
  const run = useQuery(
    query.runs.get.queryOptions({ input: { runId: mail.runId ?? '' }, enabled: mail.runId !== null }),
  );
  return (
    <aside className={classes.side}>
      {mail.from && (
        <CameFrom mail={mail} type={run.data?.graph.nodes.find(({ id }) => id === mail.from?.nodeId)?.type} />
      )}
      <MailLinks mail={mail} run={run.data} chosen={chosen} onChoose={onChoose} acting={acting} />
      {mayAct && mail.lead && <AsTheLead mail={mail} acting={acting} />}
      {eventId && <WhatItDid key={eventId} eventId={eventId} />}
      <MailWhy mail={mail} run={run.data} />
    </aside>
  );
}

function CameFrom({ mail, type }: { mail: Mail; type: string | undefined }) {
  const { t } = useTranslation();
  const look = useNodeLook()(type ?? '');
  const category = look.category === 'none' ? 'message' : look.category;
  if (!mail.from) return null;
  const { workflow, nodeName } = mail.from;
  return (
    <section className={classes.section}>
      <header className={classes.head}>
        <h3 className={classes.title}>{t('mailbox.cameFrom')}</h3>
        {mail.runId && (
          <Link to="/workflows/$id/run/$runId" params={{ id: workflow.id, runId: mail.runId }} className={classes.link}>
            {t('mailbox.openRun')}
          </Link>
        )}
      </header>
      <div className={classes.from}>
        <Tile category={category} size={28}>
          <NodeIcon name={look.icon} category={category} />
        </Tile>
        <div className={classes.names}>
          <div className={classes.node}>{nodeName}</div>
          <div className={classes.meta}>
            {mail.version === null
              ? workflow.name
              : t('mailbox.runName', { workflow: workflow.name, version: mail.version })}
          </div>
        </div>
      </div>
    </section>
  );
}

/** What the last act did to runs, growing while it happens. */
function WhatItDid({ eventId }: { eventId: string }) {
  const { t } = useTranslation();
  return (
    <section className={classes.section} aria-label={t('mailbox.whatItDid')}>
      <h3 className={classes.title}>{t('mailbox.whatItDid')}</h3>
      <TraceOf eventId={eventId} onlyWhatFollowed />
    </section>
  );
}
