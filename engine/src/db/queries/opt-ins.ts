import { sql } from 'drizzle-orm';
import type { SystemTx, WorkspaceTx } from '../client.ts';

export interface OptIn {
  id: string;
  leadId: string;
  formId: string;
  formName: string;
  formOpen: boolean;
  address: string;
  wording: string;
  messageId: string;
  confirmSubject: string;
  confirmBody: string;
  /** What was entered beside the address, sealed; null once confirmed, and where there was nothing. */
  pending: Buffer | null;
  state: 'asked' | 'mailed' | 'confirmed' | 'expired' | 'failed';
  /** Why the address must not be mailed, if so. */
  suppressed: string | null;
}

/** Begins a double opt-in, unless the address was asked `most` times within a day by this form; false then. */
export async function insertOptIn(
  tx: WorkspaceTx,
  optIn: {
    id: string;
    formId: string;
    leadId: string;
    address: string;
    wording: string;
    messageId: string;
    pending: Buffer | null;
  },
  most: number,
): Promise<boolean> {
  const { id, formId, leadId, address, wording, messageId, pending } = optIn;
  const rows =
    await tx.execute(sql`insert into opt_ins (id, workspace_id, form_id, lead_id, address, wording, message_id, pending)
    select ${id}::uuid, ${tx.workspaceId}::uuid, ${formId}::uuid, ${leadId}::uuid, ${address}, ${wording}, ${messageId}, ${pending}::bytea
    where (select count(*) from opt_ins o where o.workspace_id = ${tx.workspaceId} and o.form_id = ${formId} and lower(o.address) = lower(${address})
      and o.created_at > now() - interval '1 day') < ${most} returning 1`);
  return rows.length === 1;
}

/** A double opt-in with its form; `days`: so long it can be confirmed. `hashOf` makes the suppression list's key. Null where there is none. */
export async function readOptIn(
  tx: WorkspaceTx,
  optInId: string,
  days: number,
  hashOf: (address: string) => string,
): Promise<OptIn | null> {
  const [row] = await tx.execute<Omit<OptIn, 'suppressed'> & Record<string, unknown>>(sql`
    select o.id, o.lead_id as "leadId", o.form_id as "formId", f.name as "formName", f.closed_at is null as "formOpen", o.address, o.wording, o.message_id as "messageId", o.pending,
      f.confirm_subject as "confirmSubject", f.confirm_body as "confirmBody",
      case when o.confirmed_at is not null then 'confirmed' when o.created_at < now() - make_interval(days => ${days}) then 'expired'
        when o.failed is not null then 'failed' when o.mailed_at is not null then 'mailed' else 'asked' end as state
    from opt_ins o join forms f on f.id = o.form_id where o.id = ${optInId} and o.workspace_id = ${tx.workspaceId}`);
  if (!row) return null;
  const [listed] = await tx.execute<{ reason: string }>(sql`select reason from suppressions
    where workspace_id = ${tx.workspaceId} and channel = 'email' and address_hash = ${hashOf(row.address)}`);
  return { ...row, suppressed: listed?.reason ?? null };
}

export async function markOptInMailed(tx: WorkspaceTx, optInId: string, failed: string | null): Promise<void> {
  await tx.execute(
    sql`update opt_ins set mailed_at = ${failed ? sql`mailed_at` : sql`now()`}, failed = ${failed} where id = ${optInId}`,
  );
}

/** Confirms once; false where it was confirmed before. Call with the lead locked. */
export async function confirmOptIn(tx: WorkspaceTx, optInId: string): Promise<boolean> {
  const rows = await tx.execute(
    sql`update opt_ins set confirmed_at = now(), pending = null where id = ${optInId} and workspace_id = ${tx.workspaceId} and confirmed_at is null returning 1`,
  );
  return rows.length === 1;
}

/** Lets go of what was entered beside addresses that nobody confirmed in so many days. Answers how many. */
export async function dropPendingEntries(tx: SystemTx, days: number): Promise<number> {
  const rows = await tx.execute(
    sql`update opt_ins set pending = null where pending is not null and created_at < now() - make_interval(days => ${days}) returning 1`,
  );
  return rows.length;
}

/** Opts a locked lead into email. `again`: also one who had opted out (they said so from their own mailbox); false where a "no" stands. */
export async function markOptedIn(tx: WorkspaceTx, leadId: string, again: boolean): Promise<boolean> {
  const rows = await tx.execute(sql`update leads set consent_email = 'opted-in', updated_at = now()
    where id = ${leadId} ${again ? sql`` : sql`and consent_email = 'unknown'`} returning 1`);
  return rows.length === 1;
}

/** Takes an address off the list of those that unsubscribed; complaints and bounces stay on it. */
export async function liftUnsubscribe(tx: WorkspaceTx, addressHash: string): Promise<void> {
  await tx.execute(
    sql`delete from suppressions where workspace_id = ${tx.workspaceId} and channel = 'email' and address_hash = ${addressHash} and reason = 'unsubscribed'`,
  );
}
