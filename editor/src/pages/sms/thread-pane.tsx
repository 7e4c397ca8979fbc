import { IconChevronLeft } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { MAY_TEST } from '@trellis/shared/api/roles.ts';
import type { Sms, SmsThread } from '@trellis/shared/api/sms.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useMay } from '../../api/use-reader.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import pane from '../../ui/pane.module.css';
import { PaneState } from '../../ui/pane-state.tsx';
import { dayNumber } from '../../ui/time/format-time.ts';
import { LogTime } from '../../ui/time/time.tsx';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import view from '../mailbox/mail-pane.module.css';
import side from '../mailbox/mail-side.module.css';
import { TraceOf } from '../test-event/event-trace.tsx';
import { ReplyForm } from './reply-form.tsx';
import classes from './thread-pane.module.css';

const PAGE_SIZE = 50;

/** All messages with one number as a talk, the answer of the lead at its foot, and at the right what the answer did. */
export function ThreadPane({ number }: { number: string }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const mayAct = useMay(MAY_TEST);
  const [eventId, setEventId] = useState<string | null>(null);
  const thread = useQuery(query.sms.thread.queryOptions({ input: { key: number } }));
  if (thread.isError || !thread.data) {
    return (
      <div className={view.view}>
        <PaneState asked={thread} what={t('sms.threadWhat')} />
      </div>
    );
  }
  const name = thread.data.lead?.name ?? thread.data.number;
  return (
    <div className={view.pane}>
      <section className={view.view} aria-label={t('sms.messages', { name })}>
        <ThreadHead thread={thread.data} name={name} />
        <Messages thread={thread.data} />
        {mayAct && <ReplyForm thread={thread.data} name={name} onReplied={setEventId} />}
      </section>
      <aside className={side.side}>
        <section className={side.section} aria-label={t('sms.did')}>
          <h3 className={side.title}>{t('sms.did')}</h3>
          {eventId ? (
            <TraceOf key={eventId} eventId={eventId} onlyWhatFollowed />
          ) : (
            <p className={side.hint}>{t('sms.didNothing')}</p>
          )}
        </section>
      </aside>
    </div>
  );
}

function ThreadHead({ thread, name }: { thread: SmsThread; name: string }) {
  const { t } = useTranslation();
  return (
    <header className={pane.head}>
      <Link to="/sms" search={(before) => before} className={pane.back}>
        <IconChevronLeft size={16} stroke={1.75} aria-hidden="true" />
        {t('sms.back')}
      </Link>
      <div className={classes.who}>
        <Avatar id={thread.lead?.id ?? thread.key} name={name} size={32} />
        <div className={view.names}>
          <h2 className={classes.name}>{name}</h2>
          <div className={view.to}>
            {thread.number}
            {thread.lead?.company && ` · ${thread.lead.company}`}
            {!thread.lead && ` · ${t('sms.unknown')}`}
          </div>
        </div>
        {thread.lead && (
          <Link to="/leads/$id" params={{ id: thread.lead.id }} className={side.link}>
            {t('sms.openLead')}
          </Link>
        )}
      </div>
      {thread.stopped && (
        <p className={classes.stopped}>
          <b>{t('sms.stoppedTitle')}</b> {t('sms.stoppedText')}
        </p>
      )}
    </header>
  );
}

function Messages({ thread }: { thread: SmsThread }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const format = useTimeFormat();
  const list = useInfiniteQuery(
    query.sms.list.infiniteOptions({
      input: (cursor: string | undefined) => ({
        number: thread.key,
        limit: PAGE_SIZE,
        ...(cursor ? { cursor } : {}),
      }),
      initialPageParam: undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
    }),
  );
  // Newest at the foot, where the answer is written.
  const rows = (list.data?.pages.flatMap((page) => page.items) ?? []).toReversed();
  const days = rows.map((row) => dayNumber(Date.parse(row.at), format.zone));
  return (
    <div className={classes.talk}>
      {list.isError && <ErrorState error={list.error} what={t('sms.what')} onRetry={() => void list.refetch()} />}
      {list.hasNextPage && (
        <Button size="row" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('sms.older')}
        </Button>
      )}
      <ol>
        {rows.map((row, index) => (
          <li key={row.id}>
            {days[index] !== days[index - 1] && <h3 className={classes.day}>{format.dayHeading(row.at)}</h3>}
            <Message message={row} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function Message({ message }: { message: Sms }) {
  const { t } = useTranslation();
  const { from } = message;
  return (
    <div className={classes.message} data-direction={message.direction}>
      <p className={classes.bubble}>{message.text}</p>
      <p className={classes.meta}>
        {from ? (
          <Link to="/workflows/$id/run/$runId" params={{ id: from.workflow.id, runId: from.runId }}>
            {t('sms.sentBy', { node: from.nodeName, workflow: from.workflow.name })}
          </Link>
        ) : (
          message.direction === 'in' && t('sms.fromLead')
        )}
        <LogTime at={message.at} className={classes.time} />
      </p>
    </div>
  );
}
