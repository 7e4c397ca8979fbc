import { type SQL, sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { addressLock } from './consent.ts';
import { effectHeld } from './pauses.ts';

export interface GateRequest {
  key: string;
  fence: string;
  runId: string;
  /** Where the message goes, and its keyed hash. */
  address: string;
  addressHash: string;
  /** `email` if absent. */
  channel?: 'email' | 'sms';
  message: { subject: string; html: string; body: string; links: { tag: string; url: string; text: string }[] };
}

export type GateAnswer =
  | { open: true; sentAt: number }
  | { open: false; code: 'moved' | 'ended' | 'paused' | 'suppressed' | 'taken-over' | 'address-changed' };

/**
 * The last moment before a message begins. Locks lead, address and run in share mode, so that an opt-out, a pause, an exit or any control (they
 * lock them exclusively) either committed before, and closes the gate, or waits until the ledger says `transmitting`. The lead must still have
 * the address: one that got another is written to there (3.D4).
 */
export async function openGate(tx: WorkspaceTx, gate: GateRequest): Promise<GateAnswer> {
  const channel = gate.channel ?? 'email';
  // The row first, then the address: the order of whoever opts an address out.
  await tx.execute(sql`select ${addressLock(gate.addressHash, 'shared')}
    from (select 1 from leads where id = (select lead_id from runs where id = ${gate.runId}) for share) as lead`);
  const [row] = await tx.execute<{
    code: 'ok' | Exclude<GateAnswer, { open: true }>['code'];
    sentAt: number | null;
  }>(sql`
    with asked as (
      select case
        when x.fence <> ${gate.fence} or x.state <> 'claimed' then 'taken-over'
        when r.status = 'ended' then 'ended'
        when not ${channel === 'email' ? sql`coalesce(l.email_key, '') = lower(${gate.address})` : sql`coalesce(l.phone, '') = ${gate.address}`} then 'address-changed'
        when s.reason is not null then 'suppressed'
        when r.status <> 'active' or ${effectHeld} then 'paused'
        when r.step_no <> x.step_no then 'moved'
        else 'ok' end as code,
        w.clock_anchor + (clock_timestamp() - w.clock_anchor_real) * w.clock_factor as at
      from runs r join effects x on x.run_id = r.id join workspaces w on w.id = r.workspace_id
        join leads l on l.id = r.lead_id left join suppressions s on s.workspace_id = r.workspace_id and s.channel = ${channel} and s.address_hash = ${gate.addressHash}
      where r.id = ${gate.runId} and x.key = ${gate.key} for share of r for update of x
    ), opened as (
      update effects set state = 'transmitting', transmitting_at = now() from asked where effects.key = ${gate.key} and asked.code = 'ok' returning asked.at
    ), kept as (
      update sends set subject = ${gate.message.subject}, html = ${gate.message.html}, body = ${gate.message.body},
        links = ${JSON.stringify(gate.message.links)}::jsonb, sent_at = opened.at from opened where sends.key = ${gate.key} returning 1
    ) select asked.code, ${sentAtOf(sql`opened.at`)} as "sentAt" from asked left join opened on true left join kept on true`);
  if (!row) return { open: false, code: 'taken-over' };
  if (row.code !== 'ok') return { open: false, code: row.code };
  return { open: true, sentAt: row.sentAt ?? 0 };
}

const sentAtOf = (column: SQL): SQL => sql`(extract(epoch from ${column}) * 1000)::float8`;

/** A try that begins nothing outside (a webhook before its request): only checks that the effect is still this attempt's and the run active. */
export async function mayPerform(
  tx: WorkspaceTx,
  effect: { key: string; fence: string; runId: string },
): Promise<boolean> {
  const [row] =
    await tx.execute(sql`select 1 from runs r join effects x on x.run_id = r.id where r.id = ${effect.runId} and x.key = ${effect.key} and x.fence = ${effect.fence} and x.state = 'claimed'
    and r.status = 'active' and r.step_no = x.step_no and not ${effectHeld}`);
  return row !== undefined;
}

/** Who the workspace's mails come from. */
export async function readSender(
  tx: WorkspaceTx,
): Promise<{ name: string; address: string; replyTo: string | null; postalAddress: string; workspaceName: string }> {
  const [row] = await tx.execute<{
    name: string;
    address: string;
    replyTo: string | null;
    postalAddress: string;
    workspaceName: string;
  }>(
    sql`select sender_name as name, sender_address as address, reply_to as "replyTo", postal_address as "postalAddress", name as "workspaceName"
      from workspaces where id = ${tx.workspaceId}`,
  );
  if (!row) throw new Error(`There is no workspace ${tx.workspaceId}.`);
  return row;
}

/** Address of the lead that a send went to; null when either is gone. */
export async function recipientOf(tx: WorkspaceTx, leadId: string): Promise<string | null> {
  const [row] = await tx.execute<{ email: string | null }>(
    sql`select email from leads where id = ${leadId} and workspace_id = ${tx.workspaceId}`,
  );
  return row?.email ?? null;
}
