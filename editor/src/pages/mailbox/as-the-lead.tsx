import type { Mail } from '@trellis/shared/api/mailbox.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import classes from './as-the-lead.module.css';
import side from './mail-side.module.css';
import type { Acting } from './use-act-as-lead.ts';

type Asked = 'reply' | 'bounce' | 'complain' | 'unsubscribe';

interface Props {
  mail: Mail;
  acting: Acting;
}

/** What else can come back for a mail. Whatever ends runs says so before it is done. */
export function AsTheLead({ mail, acting }: Props) {
  const { t } = useTranslation();
  const { act, pending } = acting;
  const [asked, setAsked] = useState<Asked>();
  const sent = mail.sendId !== null;
  return (
    <section className={side.section}>
      <h3 className={side.title}>{t('mailbox.alsoAsLead')}</h3>
      <div className={classes.acts}>
        <Button size="row" busy={pending === 'open'} onClick={() => act({ mailId: mail.id, act: 'open' })}>
          {t('mailbox.open')}
        </Button>
        {sent && (
          <>
            <Button size="row" onClick={() => setAsked('reply')}>
              {t('mailbox.reply')}
            </Button>
            <Button size="row" onClick={() => setAsked('bounce')}>
              {t('mailbox.bounce')}
            </Button>
            <Button size="row" look="danger" onClick={() => setAsked('complain')}>
              {t('mailbox.complain')}
            </Button>
          </>
        )}
        {mail.canUnsubscribe && (
          <Button size="row" look="danger" onClick={() => setAsked('unsubscribe')}>
            {t('mailbox.unsubscribe')}
          </Button>
        )}
      </div>
      {asked && (
        <ActDialog
          mail={mail}
          acting={acting}
          asked={asked}
          onClose={() => {
            setAsked(undefined);
            acting.reset();
          }}
        />
      )}
    </section>
  );
}

function ActDialog({ mail, acting, asked, onClose }: Props & { asked: Asked; onClose: () => void }) {
  const { t } = useTranslation();
  const { act, pending, error } = acting;
  const [text, setText] = useState('');
  const [kind, setKind] = useState<'hard' | 'soft'>('hard');
  const mailId = mail.id;
  const name = mail.lead?.name ?? mail.recipient;
  const confirm = () => {
    switch (asked) {
      case 'reply':
        if (text.trim() !== '') act({ mailId, act: 'reply', text: text.trim() }, onClose);
        return;
      case 'bounce':
        act({ mailId, act: 'bounce', kind }, onClose);
        return;
      case 'complain':
      case 'unsubscribe':
        act({ mailId, act: asked }, onClose);
        return;
      default:
        return asked satisfies never;
    }
  };
  return (
    <ConfirmDialog
      open
      danger={asked !== 'reply' && !(asked === 'bounce' && kind === 'soft')}
      title={t(`mailbox.asking.${asked}.title`, { name })}
      confirm={t(`mailbox.asking.${asked}.confirm`)}
      busy={pending === asked}
      error={error}
      onConfirm={confirm}
      onClose={onClose}
    >
      {asked === 'reply' && (
        <textarea
          className={classes.text}
          rows={4}
          maxLength={10_000}
          aria-label={t('mailbox.replyText')}
          placeholder={t('mailbox.replyText')}
          value={text}
          data-autofocus
          onChange={(event) => setText(event.target.value)}
        />
      )}
      {asked === 'bounce' && (
        <div className={classes.kind}>
          <Segmented
            label={t('mailbox.bounceKind')}
            value={kind}
            onChange={setKind}
            segments={(['hard', 'soft'] as const).map((value) => ({ value, label: t(`mailbox.bounceKinds.${value}`) }))}
          />
        </div>
      )}
      {asked === 'bounce' ? t(`mailbox.bounceText.${kind}`) : t(`mailbox.asking.${asked}.text`)}
    </ConfirmDialog>
  );
}
