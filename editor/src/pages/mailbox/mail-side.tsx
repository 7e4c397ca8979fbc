import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Mail } from '@trellis/shared/api/mailbox.ts';
import { MAY_TEST } from '@trellis/shared/api/roles.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useNodeLook } from '../../api/use-node-types.ts';
import { useMay } from '../../api/use-reader.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { NodeIcon } from '../../ui/node-icon.tsx';
import { Tile } from '../../ui/tile.tsx';
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
  const run = useQuery(
    query.runs.get.queryOptions({ input: { runId: mail.runId ?? '' }, enabled: mail.runId !== null }),
  );
  return (
    <aside className={classes.side}>
      {mail.from && (
        <CameFrom mail={mail} type={run.data?.graph.nodes.find(({ id }) => id === mail.from?.nodeId)?.type} />
      )}
      <MailLinks mail={mail} run={run.data} chosen={chosen} onChoose={onChoose} />
      {mayAct && mail.lead && <AsTheLead mail={mail} />}
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

function AsTheLead({ mail }: { mail: Mail }) {
  const { t } = useTranslation();
  const { act, pending, error, reset } = useActAsLead();
  const [asking, setAsking] = useState(false);
  return (
    <section className={classes.section}>
      <h3 className={classes.title}>{t('mailbox.alsoAsLead')}</h3>
      <div className={classes.acts}>
        <Button size="row" busy={pending === 'open'} onClick={() => act({ mailId: mail.id, act: 'open' })}>
          {t('mailbox.open')}
        </Button>
        {mail.canUnsubscribe && (
          <Button size="row" look="danger" onClick={() => setAsking(true)}>
            {t('mailbox.unsubscribe')}
          </Button>
        )}
      </div>
      <ConfirmDialog
        open={asking}
        danger
        title={t('mailbox.unsubscribeTitle', { name: mail.lead?.name ?? mail.recipient })}
        confirm={t('mailbox.unsubscribeConfirm')}
        busy={pending === 'unsubscribe'}
        error={error}
        onConfirm={() => act({ mailId: mail.id, act: 'unsubscribe' }, () => setAsking(false))}
        onClose={() => {
          setAsking(false);
          reset();
        }}
      >
        {t('mailbox.unsubscribeText')}
      </ConfirmDialog>
    </section>
  );
}
