import type { Mail } from '@trellis/shared/api/mailbox.ts';
import { uuidv7 } from 'uuidv7';
import { fromCursor, toPage } from '../../db/queries/cursor.ts';
import {
  countUnseenMails,
  latestEventOf,
  listMails,
  type MailDetail,
  markMailSeen,
  readMail,
} from '../../db/queries/mailbox.ts';
import { type MailFeedback, recordMailFeedback } from '../../messages/mail-feedback.ts';
import { member } from '../context.ts';
import { addressesIn, callAsLead } from '../mail-acts.ts';

const list = member.mailbox.list.handler(async ({ context, input }) => {
  const { cursor, limit = 50, search, leadId } = input;
  const values = fromCursor(cursor, 'uuid');
  const { rows, unseen } = await context.services.db.inWorkspace(context.workspaceId, async (tx) => ({
    rows: await listMails(tx, {
      search: search?.trim() || undefined,
      leadId,
      before: values ? String(values[0]) : null,
      limit: limit + 1,
    }),
    unseen: await countUnseenMails(tx),
  }));
  const page = toPage(rows, limit, ({ id }) => [id]);
  return { items: page.rows, nextCursor: page.nextCursor, unseen };
});

const get = member.mailbox.get.handler(async ({ context, input, errors }) => {
  const mail = await context.services.db.inWorkspace(context.workspaceId, (tx) => readMail(tx, input.mailId));
  if (!mail) throw errors['not-found']();
  return toMail(mail);
});

const seen = member.mailbox.seen.handler(async ({ context, input, errors }) => {
  const unseen = await context.services.db.inWorkspace(context.workspaceId, async (tx) =>
    (await markMailSeen(tx, input.mailId)) ? countUnseenMails(tx) : null,
  );
  if (unseen === null) throw errors['not-found']();
  context.services.announcer.announce(context.workspaceId, ['mailbox']);
  return { id: input.mailId, seen: true as const, unseen };
});

const act = member.mailbox.act.handler(async ({ context, input, errors }) => {
  const { services, workspaceId } = context;
  const mail = await services.db.inWorkspace(workspaceId, (tx) => readMail(tx, input.mailId));
  if (!mail) throw errors['not-found']();
  if (input.act === 'reply' || input.act === 'bounce' || input.act === 'complain') {
    const { sendId, recipient } = mail;
    const feedback = feedbackOf(input);
    const done = sendId
      ? await services.db.inWorkspace(workspaceId, (tx) =>
          recordMailFeedback(tx, services.secret, { sendId, address: recipient, source: 'mailbox page' }, feedback),
        )
      : null;
    if (!done) throw errors['act-not-possible']({ message: 'No step sent this mail, so nothing comes back for it.' });
    services.nudge();
    services.announcer.announce(workspaceId, ['events', 'leads', 'runs', 'mailbox']);
    return { called: null, eventId: done.eventId };
  }
  const addresses = addressesIn(mail, services);
  const url =
    input.act === 'click'
      ? addresses.clicks.get(input.tag)
      : input.act === 'open'
        ? addresses.open
        : addresses.unsubscribe;
  if (!url)
    throw errors['act-not-possible']({
      message: `This mail has nothing to ${input.act}${input.act === 'click' ? ` with the tag "${input.tag}"` : ''}.`,
    });
  const called = await callAsLead(url, input.act);
  const { sendId } = mail;
  const name = EVENTS[input.act];
  const eventId = sendId
    ? await services.db.inWorkspace(workspaceId, (tx) => latestEventOf(tx, { sendId, name }))
    : null;
  return { called, eventId };
});

const EVENTS = { open: 'email.opened', click: 'email.clicked', unsubscribe: 'email.unsubscribed' } as const;

type Said = { act: 'reply'; text: string } | { act: 'bounce'; kind: 'hard' | 'soft' } | { act: 'complain' };

/** What a mail server would tell of it. */
function feedbackOf(said: Said): MailFeedback {
  switch (said.act) {
    case 'reply':
      return { what: 'reply', text: said.text, messageId: `reply:${uuidv7()}` };
    case 'bounce':
      return said.kind === 'hard'
        ? { what: 'bounce', kind: 'hard', code: '5.1.1', said: 'No such mailbox' }
        : { what: 'bounce', kind: 'soft', code: '4.2.2', said: 'The mailbox is full' };
    case 'complain':
      return { what: 'complaint' };
    default:
      return said satisfies never;
  }
}

export const mailbox = { list, get, seen, act };

function toMail({ links, clicks, ...mail }: MailDetail): Mail {
  const oneClick = mail.headers.some(({ name }) => name.toLowerCase() === 'list-unsubscribe');
  return {
    ...mail,
    links: links.map((link) => ({ ...link, clickedAt: clicks[link.tag] ?? null })),
    canUnsubscribe: oneClick,
  };
}
