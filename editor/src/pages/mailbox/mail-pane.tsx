import { IconChevronLeft } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Mail } from '@trellis/shared/api/mailbox.ts';
import { useEffect, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import pane from '../../ui/pane.module.css';
import { PaneState } from '../../ui/pane-state.tsx';
import { LogTime } from '../../ui/time/time.tsx';
import { MailBody } from './mail-body.tsx';
import classes from './mail-pane.module.css';
import { MailSide } from './mail-side.tsx';

/** One mail: its head, how it looks, and at the right where it came from and what the lead can do with it. */
export function MailPane({ id }: { id: string }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const mail = useQuery(query.mailbox.get.queryOptions({ input: { mailId: id } }));
  const [chosenTag, setChosenTag] = useState<string>();
  useMarkSeen(mail.data);
  if (mail.isError || !mail.data) {
    return (
      <div className={classes.view}>
        <PaneState asked={mail} what={t('mailbox.mailWhat')} />
      </div>
    );
  }
  const link = mail.data.links.find((candidate) => candidate.tag === chosenTag) ?? mail.data.links[0];
  return (
    <div className={classes.pane}>
      <section className={classes.view} aria-label={mail.data.subject}>
        <MailHead mail={mail.data} />
        <MailBody mail={mail.data} chosen={link?.text} />
      </section>
      <MailSide mail={mail.data} chosen={link} onChoose={setChosenTag} />
    </div>
  );
}

function MailHead({ mail }: { mail: Mail }) {
  const { t } = useTranslation();
  const { name, address } = splitSender(mail.sender);
  return (
    <header className={pane.head}>
      <Link to="/mailbox" search={(before) => before} className={pane.back}>
        <IconChevronLeft size={16} stroke={1.75} aria-hidden="true" />
        {t('mailbox.back')}
      </Link>
      <h2 className={pane.title}>{mail.subject}</h2>
      <div className={classes.people}>
        <Avatar id={address} name={name} size={32} />
        <div className={classes.names}>
          <div className={classes.ellipsis}>
            <b>{name}</b> {name !== address && <span className={classes.address}>{address}</span>}
          </div>
          <div className={classes.to}>
            {mail.lead && mail.lead.name !== mail.recipient ? (
              <Trans
                i18nKey="mailbox.to"
                values={{ name: mail.lead.name, address: mail.recipient }}
                components={{ g: <span className={classes.address} /> }}
              />
            ) : (
              t('mailbox.toAddress', { address: mail.recipient })
            )}
          </div>
        </div>
        <LogTime at={mail.receivedAt} className={classes.time} />
      </div>
    </header>
  );
}

/** `"Hanna at Brightwater" <hanna@news.example>` in its two parts; an address alone is both. */
export function splitSender(sender: string): { name: string; address: string } {
  const [, name = '', address = ''] = /^\s*"?([^"<]*?)"?\s*<([^>]+)>\s*$/.exec(sender) ?? [];
  return address ? { name: name || address, address } : { name: sender, address: sender };
}

/** Looking at a mail marks it as seen, once. */
function useMarkSeen(mail: Mail | undefined) {
  const { query } = useApi();
  const queryClient = useQueryClient();
  const { mutate } = useMutation(query.mailbox.seen.mutationOptions());
  const unseenId = mail && !mail.seen ? mail.id : undefined;
  useEffect(() => {
    if (!unseenId) return;
    mutate(
      { mailId: unseenId },
      {
        onSuccess: () => {
          void queryClient.invalidateQueries({ queryKey: query.mailbox.key() });
          void queryClient.invalidateQueries({ queryKey: query.workspace.get.key() });
        },
      },
    );
  }, [unseenId, mutate, queryClient, query]);
}
