import { IconClick } from '@tabler/icons-react';
import type { Mail } from '@trellis/shared/api/mailbox.ts';
import { MAY_TEST } from '@trellis/shared/api/roles.ts';
import type { RunView } from '@trellis/shared/api/run-views.ts';
import { Trans, useTranslation } from 'react-i18next';
import { useNodeLook } from '../../api/use-node-types.ts';
import { useMay } from '../../api/use-reader.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { NodeIcon } from '../../ui/node-icon.tsx';
import { Tile } from '../../ui/tile.tsx';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import { doorFor } from './door-for.ts';
import classes from './mail-links.module.css';
import side from './mail-side.module.css';
import type { Acting } from './use-act-as-lead.ts';

type MailLink = Mail['links'][number];

interface Props {
  mail: Mail;
  run: RunView | undefined;
  chosen: MailLink | undefined;
  onChoose: (tag: string) => void;
  acting: Acting;
}

/** The tracked links with their tags. The chosen one is ringed in the mail and can be clicked as the lead. */
export function MailLinks({ mail, run, chosen, onChoose, acting }: Props) {
  const { t } = useTranslation();
  return (
    <section className={side.section}>
      <header className={side.head}>
        <h3 className={side.title}>{t('mailbox.links')}</h3>
        {mail.links.length > 0 && (
          <span className={side.hint}>{t('mailbox.linkCount', { count: mail.links.length })}</span>
        )}
      </header>
      {mail.links.length === 0 && <p className={side.hint}>{t('mailbox.noLinks')}</p>}
      <ul>
        {mail.links.map((link) => (
          <li key={link.tag}>
            {link.tag === chosen?.tag ? (
              <ChosenLink mail={mail} run={run} link={link} acting={acting} />
            ) : (
              <button type="button" className={classes.link} onClick={() => onChoose(link.tag)}>
                <LinkText link={link} />
                <Clicked link={link} />
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

interface ChosenProps {
  mail: Mail;
  run: RunView | undefined;
  link: MailLink;
  acting: Acting;
}

function ChosenLink({ mail, run, link, acting: { act, pending } }: ChosenProps) {
  const { t } = useTranslation();
  const mayAct = useMay(MAY_TEST);
  return (
    <div className={classes.chosen}>
      <LinkText link={link} />
      <div className={classes.actions}>
        {mayAct && mail.lead && (
          <Button
            look="primary"
            size="row"
            icon={<IconClick aria-hidden="true" />}
            busy={pending === 'click'}
            onClick={() => act({ mailId: mail.id, act: 'click', tag: link.tag })}
          >
            {t('mailbox.clickAsLead')}
          </Button>
        )}
        <CopyButton text={link.url} label={t('mailbox.copyLink')} iconOnly />
      </div>
      <Clicked link={link} />
      {run && <WhatItEnds run={run} link={link} />}
    </div>
  );
}

function LinkText({ link }: { link: MailLink }) {
  return (
    <>
      <span className={classes.line}>
        <span className={classes.text}>{link.text || link.tag}</span>
        <span className={classes.tag}>{link.tag}</span>
      </span>
      <span className={classes.url}>{link.url.replace(/^https?:\/\//, '')}</span>
    </>
  );
}

function Clicked({ link }: { link: MailLink }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  return (
    <span className={classes.state}>
      {link.clickedAt ? t('mailbox.clickedAt', { when: format.logClock(link.clickedAt) }) : t('mailbox.notClicked')}
    </span>
  );
}

/** What a click would do to the run now, where that is known. */
function WhatItEnds({ run, link }: { run: RunView; link: MailLink }) {
  const look = useNodeLook();
  const door = doorFor(run, link.tag);
  if (!door) return null;
  const { category, icon } = look(door.nodeType);
  return (
    <p className={classes.ends}>
      <Tile category={category} size={20}>
        <NodeIcon name={icon} category={category} />
      </Tile>
      <span>
        <Trans
          i18nKey="mailbox.ends"
          values={{ node: door.nodeName, port: door.portLabel }}
          components={{ b: <b /> }}
        />
      </span>
    </p>
  );
}
