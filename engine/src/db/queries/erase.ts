import { sql } from 'drizzle-orm';
import type { SystemTx } from '../client.ts';

type Tx = SystemTx & { workspaceId: string };

export interface Erasable {
  email: string | null;
  phone: string | null;
  optedOut: boolean;
  /** Values the lead was known by. */
  known: string[];
}

/** What an erasure has to look for; null where there is no such lead. The lead is locked. */
export async function lockErasable(tx: Tx, leadId: string): Promise<Erasable | null> {
  const [row] = await tx.execute<Erasable & Record<string, unknown>>(sql`
    select email, phone, (consent_email = 'opted-out') as "optedOut",
      coalesce((select jsonb_agg(value) from lead_identities i where i.lead_id = l.id), '[]') as known
    from leads l where id = ${leadId} and workspace_id = ${tx.workspaceId} and merged_into is null and erased_at is null for no key update`);
  return row ?? null;
}

/**
 * Takes everything personal out of all rows of a lead whose runs have ended. Rows that only count stay, without content; what was set aside or
 * rejected and names the lead goes. On the system login, because the app's may not change the log.
 */
export async function scrubLead(tx: Tx, leadId: string, { known, email, phone }: Erasable): Promise<void> {
  const own = sql`workspace_id = ${tx.workspaceId} and lead_id = ${leadId}`;
  const runs = sql`select id from runs where ${own}`;
  const words = [...known, email, phone].filter((word): word is string => word !== null && word !== '');
  const names = sql`exists (select 1 from jsonb_array_elements_text(${JSON.stringify(words)}::jsonb) w where strpos(lower(hay), lower(w)) > 0)`;
  await tx.execute(sql`delete from mailbox where workspace_id = ${tx.workspaceId}
    and (send_key in (select key from sends where ${own}) or lower(recipient) = ${email?.toLowerCase() ?? ''})`);
  await tx.execute(
    sql`update sends set subject = null, html = null, body = null, links = '[]', provider_id = null where ${own}`,
  );
  await tx.execute(sql`update effects set output = null where run_id in (${runs})`);
  await tx.execute(sql`update run_steps set inputs = null, text = 'Erased' where run_id in (${runs})`);
  // What decisions saw holds the lead as it was: an erased run can no longer be recomputed.
  await tx.execute(sql`delete from run_inputs where run_id in (${runs})`);
  await tx.execute(sql`delete from run_waits where run_id in (${runs})`);
  // An ended run is never moved back.
  await tx.execute(sql`update move_runs set before = null where run_id in (${runs})`);
  await tx.execute(sql`update runs set active_key = null,
    state = (state - 'entryKey') || '{"variables":{},"outputs":{}}' where ${own}`);
  await tx.execute(sql`update events set properties = '{}' where ${own}`);
  await tx.execute(sql`update near_misses set text = 'Erased' where ${own}`);
  await tx.execute(sql`update opt_ins set address = '', failed = null, pending = null where ${own}`);
  await tx.execute(
    sql`update sms_messages set number = '', text = '' where ${own} or (workspace_id = ${tx.workspaceId} and number = ${phone ?? ''})`,
  );
  await tx.execute(sql`update tasks set title = 'Erased', instructions = null, note = null,
    status = case when status = 'open' then 'withdrawn' else status end where ${own}`);
  await tx.execute(sql`delete from quarantined_events q where workspace_id = ${tx.workspaceId}
    and exists (select 1 from (select q.body::text as hay) t where ${names})`);
  await tx.execute(sql`delete from rejected_events r where workspace_id = ${tx.workspaceId}
    and exists (select 1 from (select r.excerpt || ' ' || r.message as hay) t where ${names})`);
  await tx.execute(sql`update import_errors e set cells = '{}', message = 'Erased' where workspace_id = ${tx.workspaceId}
    and exists (select 1 from (select array_to_string(e.cells, ' ') || ' ' || e.message as hay) t where ${names})`);
  await tx.execute(sql`delete from segment_members where ${own}`);
  await tx.execute(sql`delete from entry_queue where ${own}`);
  await tx.execute(
    sql`delete from pauses where workspace_id = ${tx.workspaceId} and level = 'lead' and subject_id = ${leadId}`,
  );
  await tx.execute(sql`delete from split_arms where ${own}`);
  await tx.execute(sql`delete from lead_identities where ${own}`);
  await tx.execute(sql`update leads set email = null, phone = null, time_zone = null, attributes = '{}', tags = '{}', search = '', account_id = null,
    last_event_at = null, erased_at = now(), updated_at = now() where id = ${leadId}`);
}
