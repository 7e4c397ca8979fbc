import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../client.ts';
import { iso } from './iso.ts';

export interface SmsRow {
  id: string;
  leadId: string | null;
  direction: 'in' | 'out';
  number: string;
  text: string;
  at: string;
}

/** Keeps a message of the sink; a second one with the same key changes nothing. */
export async function insertSms(
  tx: WorkspaceTx,
  message: { leadId: string | null; direction: 'in' | 'out'; number: string; text: string; sendKey: string | null },
): Promise<void> {
  const { leadId, direction, number, text, sendKey } = message;
  await tx.execute(sql`insert into sms_messages (id, workspace_id, lead_id, direction, number, text, send_key, at)
    values (${uuidv7()}, ${tx.workspaceId}, ${leadId}, ${direction}, ${number}, ${text}, ${sendKey}, now()) on conflict (send_key) do nothing`);
}

/** Messages of the sink, newest first. */
export async function listSms(
  tx: WorkspaceTx,
  { leadId, before, limit }: { leadId: string | undefined; before: string | null; limit: number },
): Promise<SmsRow[]> {
  return tx.execute<SmsRow & Record<string, unknown>>(sql`
    select s.id, s.lead_id as "leadId", s.direction, s.number, s.text, ${iso('s.at')} as at from sms_messages s
    where s.workspace_id = ${tx.workspaceId} ${leadId ? sql`and s.lead_id = ${leadId}` : sql``} ${before ? sql`and s.id < ${before}` : sql``}
    order by s.id desc limit ${limit}`);
}

const digits = (number: string) => number.replaceAll(/[^0-9]/g, '');

/** Ids of the leads with a number, whatever stands between its digits; in lock order. */
export async function leadsWithNumber(tx: WorkspaceTx, number: string): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(sql`select id from leads
    where workspace_id = ${tx.workspaceId} and merged_into is null and phone is not null and regexp_replace(phone, '[^0-9]', '', 'g') = ${digits(number)} order by id`);
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
