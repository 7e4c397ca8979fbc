import type { Sms, SmsThread } from '@trellis/shared/api/sms.ts';
import { type SQL, sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../client.ts';
import { iso } from './iso.ts';
import { leadRef } from './lead-ref.ts';
import { escapeLike } from './node-presence.ts';

/** Keeps a message of the sink; a second one with the same key changes nothing. */
export async function insertSms(
  tx: WorkspaceTx,
  message: { leadId: string | null; direction: 'in' | 'out'; number: string; text: string; sendKey: string | null },
): Promise<void> {
  const { leadId, direction, number, text, sendKey } = message;
  await tx.execute(sql`insert into sms_messages (id, workspace_id, lead_id, direction, number, text, send_key, at)
    values (${uuidv7()}, ${tx.workspaceId}, ${leadId}, ${direction}, ${number}, ${text}, ${sendKey}, now()) on conflict (send_key) do nothing`);
}

const columns = sql`s.id, s.lead_id as "leadId", s.direction, s.number, s.text, ${iso('s.at')} as at,
  case when x.key is null then null else jsonb_build_object('workflow', jsonb_build_object('id', w.id, 'name', w.name), 'nodeId', x.node,
    'nodeName', coalesce(v.plan -> 'nodes' -> x.node ->> 'name', x.node), 'runId', x.run_id) end as "from"`;

const joins = sql`left join sends x on x.key = s.send_key and x.workspace_id = s.workspace_id left join workflows w on w.id = x.workflow_id
  left join runs r on r.id = x.run_id left join workflow_versions v on v.id = r.version_id`;

const digits = (number: string) => number.replaceAll(/[^0-9]/g, '');
const digitsOf = (column: SQL) => sql`regexp_replace(${column}, '[^0-9]', '', 'g')`;

/** Messages of the sink, newest first. */
export async function listSms(
  tx: WorkspaceTx,
  ask: { leadId: string | undefined; number: string | undefined; before: string | null; limit: number },
): Promise<Sms[]> {
  const { leadId, number, before, limit } = ask;
  return tx.execute<Sms & Record<string, unknown>>(sql`
    select ${columns} from sms_messages s ${joins}
    where s.workspace_id = ${tx.workspaceId} ${leadId ? sql`and s.lead_id = ${leadId}` : sql``} ${before ? sql`and s.id < ${before}` : sql``}
      ${number ? sql`and ${digitsOf(sql`s.number`)} = ${digits(number)}` : sql``}
    order by s.id desc limit ${limit}`);
}

/** The latest messages that threads are made of: the sandbox shows what was texted lately, not all there ever was. */
const LATELY = 5_000;

/** Threads of the sink by their last message; `key`: only this one. */
export async function listSmsThreads(
  tx: WorkspaceTx,
  ask: { key?: string; search?: string | undefined; before?: string | null; limit: number },
): Promise<SmsThread[]> {
  const { key, search, before, limit } = ask;
  const like = search && `%${escapeLike(search.toLowerCase())}%`;
  return tx.execute<SmsThread & Record<string, unknown>>(sql`
    with lately as (select s.*, ${digitsOf(sql`s.number`)} as key from sms_messages s where s.workspace_id = ${tx.workspaceId} order by s.id desc limit ${LATELY}),
    last as (select distinct on (key) * from lately where key <> '' ${key ? sql`and key = ${key}` : sql``} order by key, id desc)
    select t.key, t.number, case when l.id is null then null else ${leadRef} end as lead,
      (select to_jsonb(m) from (select ${columns} from sms_messages s ${joins} where s.id = t.id) m) as last, coalesce(l.consent_sms = 'opted-out', false) as stopped
    from last t left join leads l on l.id = coalesce(t.lead_id, (select o.lead_id from lately o where o.key = t.key and o.lead_id is not null order by o.id desc limit 1))
    where true ${before ? sql`and t.id < ${before}` : sql``} ${like ? sql`and (l.search like ${like} or t.number like ${like})` : sql``}
    order by t.id desc limit ${limit}`);
}

/** Ids of the leads with a number, whatever stands between its digits; in lock order. */
export async function leadsWithNumber(tx: WorkspaceTx, number: string): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(sql`select id from leads
    where workspace_id = ${tx.workspaceId} and merged_into is null and phone is not null and ${digitsOf(sql`phone`)} = ${digits(number)} order by id`);
  return rows.map(({ id }) => id);
}

/** The last text message that went to a lead: the one a reply answers. */
export async function lastSmsTo(
  tx: WorkspaceTx,
  leadId: string,
): Promise<{ sendId: string; workflowId: string; node: string } | null> {
  const [row] = await tx.execute<{ sendId: string; workflowId: string; node: string }>(sql`
    select id as "sendId", workflow_id as "workflowId", node from sends
    where workspace_id = ${tx.workspaceId} and lead_id = ${leadId} and channel = 'sms' and sent_at is not null order by sent_at desc limit 1`);
  return row ?? null;
}

/** Writes down a lead's word on text messages; answers those for whom it was another. */
export async function setSmsConsent(
  tx: WorkspaceTx,
  leadIds: readonly string[],
  state: 'opted-in' | 'opted-out',
): Promise<string[]> {
  if (leadIds.length === 0) return [];
  const rows = await tx.execute<{ id: string }>(
    sql`update leads set consent_sms = ${state}, updated_at = now() where id in ${leadIds} and consent_sms <> ${state} returning id`,
  );
  return rows.map(({ id }) => id);
}

/** Takes a number off or puts it onto the list of those that must not be texted. */
export async function setSmsSuppression(
  tx: WorkspaceTx,
  { addressHash, suppressed }: { addressHash: string; suppressed: boolean },
): Promise<void> {
  await tx.execute(
    suppressed
      ? sql`insert into suppressions (workspace_id, channel, address_hash, reason) values (${tx.workspaceId}, 'sms', ${addressHash}, 'unsubscribed') on conflict do nothing`
      : sql`delete from suppressions where workspace_id = ${tx.workspaceId} and channel = 'sms' and address_hash = ${addressHash}`,
  );
}

/** Appends each lead's word to the record of consents. `at`: workspace time. */
export async function recordSmsConsent(
  tx: WorkspaceTx,
  leadIds: readonly string[],
  word: { state: 'opted-in' | 'opted-out'; source: string; at: number },
): Promise<void> {
  for (const leadId of leadIds) {
    await tx.execute(sql`insert into consents (id, workspace_id, lead_id, channel, state, source, at)
      values (${uuidv7()}, ${tx.workspaceId}, ${leadId}, 'sms', ${word.state}, ${word.source}, to_timestamp(${word.at}::float8 / 1000))`);
  }
}
