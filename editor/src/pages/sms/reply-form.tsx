import { IconSend } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SmsThread } from '@trellis/shared/api/sms.ts';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Button } from '../../ui/button.tsx';
import { problemOf } from '../../ui/problem.ts';
import { TextArea } from '../../ui/text-area.tsx';
import { useToast } from '../../ui/toast.tsx';
import { useProblemText } from '../../ui/use-problem-text.ts';
import classes from './reply-form.module.css';
import { smsParts } from './sms-parts.ts';

/** What ten joined messages hold; the api takes no more. */
const LONGEST = 1_530;

interface Props {
  thread: SmsThread;
  name: string;
  /** The event that was recorded of the answer. */
  onReplied: (eventId: string | null) => void;
}

/** Answers as the lead, from its number: words, or STOP and START, which carriers know. */
export function ReplyForm({ thread, name, onReplied }: Props) {
  const { t } = useTranslation();
  const { query } = useApi();
  const toast = useToast();
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const [text, setText] = useState('');
  const reply = useMutation(query.sms.reply.mutationOptions());
  const say = (words: string) => {
    if (words.trim() === '' || reply.isPending) return;
    reply.mutate(
      { number: thread.number, text: words.trim() },
      {
        onSuccess: ({ consent, eventId }) => {
          onReplied(eventId);
          setText('');
          toast({
            text:
              consent === 'opted-out'
                ? t('sms.optedOut')
                : consent === 'opted-in'
                  ? t('sms.optedIn')
                  : t('sms.replied'),
          });
          for (const queryKey of [query.sms.key(), query.leads.key()]) void queryClient.invalidateQueries({ queryKey });
        },
        onError: (error) =>
          toast({ text: t('sms.failed', { why: problemText(problemOf(error)).sentence }), urgent: true }),
      },
    );
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    say(text);
  };
  if (!thread.lead) return <p className={classes.nobody}>{t('sms.noLead')}</p>;
  const { characters, parts } = smsParts(text);
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextArea
        label={t('sms.replyAs', { name })}
        hint={t('sms.replyHint', { number: thread.number })}
        maxLength={LONGEST}
        value={text}
        onChange={setText}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          say(text);
        }}
      />
      <div className={classes.foot}>
        <Button aria-label={t('sms.stopLabel')} look="danger" onClick={() => say('STOP')}>
          {t('sms.stop')}
        </Button>
        <Button aria-label={t('sms.startLabel')} onClick={() => say('START')}>
          {t('sms.start')}
        </Button>
        <span className={classes.parts}>{text && t('sms.parts', { count: parts, characters })}</span>
        <Button
          type="submit"
          look="primary"
          busy={reply.isPending}
          blocked={text.trim() === ''}
          icon={<IconSend stroke={1.75} aria-hidden="true" />}
        >
          {t('sms.send')}
        </Button>
      </div>
    </form>
  );
}
