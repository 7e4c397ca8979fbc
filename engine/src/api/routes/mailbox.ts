import type { Mail } from '@trellis/shared/api/mailbox.ts';
import { fromCursor, toPage } from '../../db/queries/cursor.ts';
import { countUnseenMails, listMails, type MailDetail, markMailSeen, readMail } from '../../db/queries/mailbox.ts';
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
  const mail = await context.services.db.inWorkspace(context.workspaceId, (tx) => readMail(tx, input.mailId));
  if (!mail) throw errors['not-found']();
  const addresses = addressesIn(mail, context.services);
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
  return callAsLead(url, input.act);
});

export const mailbox = { list, get, seen, act };

function toMail({ links, clicks, ...mail }: MailDetail): Mail {
  const oneClick = mail.headers.some(({ name }) => name.toLowerCase() === 'list-unsubscribe');
  return {
    ...mail,
    links: links.map((link) => ({ ...link, clickedAt: clicks[link.tag] ?? null })),
    canUnsubscribe: oneClick,
  };
}
