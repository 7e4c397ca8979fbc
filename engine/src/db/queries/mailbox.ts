import type { Mail, MailRow } from '@trellis/shared/api/mailbox.ts';
import { type SQL, sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { iso } from './iso.ts';
import { leadRef } from './lead-ref.ts';
import { escapeLike } from './node-presence.ts';

const columns = sql`m.id, m.subject, m.recipient, m.sender, ${iso('m.received_at')} as "receivedAt", (m.seen_at is not null) as seen,
  case when l.id is null then null else ${leadRef} end as lead,
  case when s.key is null then null else jsonb_build_object('workflow', jsonb_build_object('id', w.id, 'name', w.name), 'nodeId', s.node,
    'nodeName', coalesce(v.plan -> 'nodes' -> s.node ->> 'name', s.node)) end as "from",
  ${firstReal('s.opened_at', 'email.opened')} as "openedAt", ${firstReal('s.clicked_at', 'email.clicked')} as "clickedAt",
  ${firstReal('s.replied_at', 'email.replied')} as "repliedAt", ${firstReal('s.bounced_at', 'email.bounced')} as "bouncedAt",
  ${firstReal('s.complained_at', 'email.complained')} as "complainedAt"`;

/** The send knows the workspace's time; the mailbox lives in real time, so it asks when the event was stored. */
function firstReal(known: `s.${'opened' | 'clicked' | 'replied' | 'bounced' | 'complained'}_at`, event: string): SQL {
  return sql`case when ${sql.raw(known)} is not null then (select ${iso('min(e.created_at)')} from events e
    where e.workspace_id = m.workspace_id and e.lead_id = s.lead_id and e.name = ${event} and e.properties ->> 'send' = s.id::text) end`;
}

const from = sql`from mailbox m left join sends s on s.key = m.send_key and s.workspace_id = m.workspace_id left join leads l on l.id = s.lead_id
  left join workflows w on w.id = s.workflow_id left join runs r on r.id = s.run_id left join workflow_versions v on v.id = r.version_id`;

export interface MailFilter {
  search?: string | undefined;
  leadId?: string | undefined;
}

/** Mails of the sandbox, newest first, after the mail `before`. */
export async function listMails(
  tx: WorkspaceTx,
  { search, leadId, before, limit }: MailFilter & { before: string | null; limit: number },
): Promise<MailRow[]> {
  const where: SQL[] = [sql`m.workspace_id = ${tx.workspaceId}`];
  if (before) where.push(sql`m.id < ${before}::uuid`);
  if (leadId) where.push(sql`s.lead_id = ${leadId}`);
  if (search) {
    const like = `%${escapeLike(search.toLowerCase())}%`;
    where.push(
      sql`(lower(m.subject) like ${like} or lower(m.recipient) like ${like} or l.search like ${like} or lower(v.plan -> 'nodes' -> s.node ->> 'name') like ${like})`,
    );
  }
  return tx.execute<MailRow & Record<string, unknown>>(
    sql`select ${columns} ${from} where ${sql.join(where, sql` and `)} order by m.id desc nulls last limit ${limit}`,
  );
}

export async function countUnseenMails(tx: WorkspaceTx): Promise<number> {
  const [row] = await tx.execute<{ count: number }>(
    sql`select count(*)::int as count from mailbox where workspace_id = ${tx.workspaceId} and seen_at is null`,
  );
  return row?.count ?? 0;
}

export interface MailDetail extends Omit<Mail, 'canUnsubscribe' | 'links'> {
  links: { tag: string; text: string; url: string }[];
  /** First clicks by tag, real time. */
  clicks: Record<string, string>;
}

/** A mail with everything its page shows; null where there is none with this id. */
export async function readMail(tx: WorkspaceTx, mailId: string): Promise<MailDetail | null> {
  const [row] = await tx.execute<MailDetail & Record<string, unknown>>(sql`
    select ${columns}, m.html, m.body as text, m.raw, m.headers, m.size::int as size, s.run_id as "runId", v.number as version, s.id as "sendId", m.send_key as "sendKey",
      coalesce(s.links, '[]') as links,
      coalesce((select jsonb_object_agg(c.tag, ${iso('c.at')}) from (
        select e.properties ->> 'tag' as tag, min(e.created_at) as at from events e
        where e.workspace_id = m.workspace_id and e.lead_id = s.lead_id and e.name = 'email.clicked' and e.properties ->> 'send' = s.id::text and e.properties ? 'tag' group by 1) c), '{}') as clicks
    ${from} where m.id = ${mailId} and m.workspace_id = ${tx.workspaceId}`);
  return row ?? null;
}

/** Marks a mail as seen; false where there is none with this id. */
export async function markMailSeen(tx: WorkspaceTx, mailId: string): Promise<boolean> {
  const rows = await tx.execute(
    sql`update mailbox set seen_at = coalesce(seen_at, now()) where id = ${mailId} and workspace_id = ${tx.workspaceId} returning id`,
  );
  return rows.length > 0;
}

/** The latest event of a name that a send brought; null where there is none. */
export async function latestEventOf(
  tx: WorkspaceTx,
  { sendId, name }: { sendId: string; name: string },
): Promise<string | null> {
  const [row] = await tx.execute<{ id: string }>(sql`
    select e.id from sends s join events e on e.workspace_id = s.workspace_id and e.lead_id = s.lead_id and e.name = ${name} and e.properties ->> 'send' = s.id::text
    where s.workspace_id = ${tx.workspaceId} and s.id = ${sendId} order by e.created_at desc, e.id desc limit 1`);
  return row?.id ?? null;
}
