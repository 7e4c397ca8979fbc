import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { epoch } from './clock.ts';
import type { IdentityKind } from './identities.ts';
import { list } from './list.ts';

export interface LockedLead {
  id: string;
  /** Merged meanwhile, and into whom. */
  into: string | null;
  /** Of its last event, epoch ms, workspace time. */
  heardAt: number | null;
}

/** Locks leads by id (2-architecture "One lock order"), one look into the primary key for each, whatever the planner thinks of the table. */
export async function lockAndFollow(tx: WorkspaceTx, leadIds: readonly string[]): Promise<LockedLead[]> {
  if (leadIds.length === 0) return [];
  return tx.execute<LockedLead & Record<string, unknown>>(sql`
    select l.* from (select id from unnest(${list(leadIds, 'uuid')}) as y(id) order by id) x
    cross join lateral (select id, merged_into as into, ${epoch('last_event_at')} as "heardAt" from leads where id = x.id for no key update) l`);
}

/** Hands identities that were given to a lead while it was being merged on to its survivor. */
export async function forwardIdentities(tx: WorkspaceTx, leadIds: readonly string[]): Promise<void> {
  await tx.execute(sql`update lead_identities i set lead_id = l.merged_into from leads l
    where i.lead_id = l.id and l.id in ${leadIds} and l.merged_into is not null`);
}

/** The survivor of a lead that was merged; its own id otherwise. */
export async function survivorOf(tx: WorkspaceTx, leadId: string): Promise<string> {
  const [row] = await tx.execute<{ id: string }>(
    sql`select coalesce(merged_into, id) as id from leads where id = ${leadId} and workspace_id = ${tx.workspaceId}`,
  );
  return row?.id ?? leadId;
}

export interface MergeSide {
  id: string;
  consentEmail: 'unknown' | 'opted-in' | 'opted-out';
  /** What the lead is known by. */
  kinds: IdentityKind[];
}

/** What the merge of two locked leads is decided by. */
export async function readMergeSides(tx: WorkspaceTx, leadIds: readonly string[]): Promise<MergeSide[]> {
  return tx.execute<MergeSide & Record<string, unknown>>(sql`
    select l.id, l.consent_email as "consentEmail",
      coalesce((select jsonb_agg(distinct i.kind) from lead_identities i where i.lead_id = l.id), '[]') as kinds
    from leads l where l.id in ${leadIds} and l.merged_into is null`);
}

/** What re-entry counts each of these runs by: one active run per workflow, lead and key. */
export async function readActiveKeys(tx: WorkspaceTx, runIds: readonly string[]): Promise<Map<string, string>> {
  if (runIds.length === 0) return new Map();
  const rows = await tx.execute<{ id: string; key: string }>(sql`
    select id, workflow_id || ' ' || coalesce(active_key, id::text) as key from runs where id in ${runIds}`);
  return new Map(rows.map(({ id, key }) => [id, key]));
}

/**
 * Gives the survivor everything of the loser (both locked, with their open runs; no two open runs of one workflow and key left), and leaves a
 * stub that points to it. Facts of the survivor win; a "no" beats a "yes", and any word beats none. The consent ledger is append-only: its words
 * are written again for the survivor.
 */
export async function moveBelongings(
  tx: WorkspaceTx,
  { loser, survivor }: { loser: string; survivor: string },
): Promise<void> {
  const strictest = (column: string) =>
    sql.raw(
      `case when 'opted-out' in (s.${column}, o.${column}) then 'opted-out' when 'opted-in' in (s.${column}, o.${column}) then 'opted-in' else 'unknown' end`,
    );
  await tx.execute(sql`
    with r as (update runs set lead_id = ${survivor} where lead_id = ${loser}),
      e as (update effects set lead_id = ${survivor} where run_id in (select id from runs where lead_id = ${loser})),
      s as (update sends set lead_id = ${survivor} where workspace_id = ${tx.workspaceId} and lead_id = ${loser}),
      v as (update events set lead_id = ${survivor} where workspace_id = ${tx.workspaceId} and lead_id = ${loser}),
      n as (update near_misses set lead_id = ${survivor} where workspace_id = ${tx.workspaceId} and lead_id = ${loser}),
      p as (update opt_ins set lead_id = ${survivor} where workspace_id = ${tx.workspaceId} and lead_id = ${loser}),
      t as (update tasks set lead_id = ${survivor} where workspace_id = ${tx.workspaceId} and lead_id = ${loser}),
      m as (insert into segment_members (workspace_id, segment_id, lead_id, entered_at, by_hand)
        select workspace_id, segment_id, ${survivor}, entered_at, by_hand from segment_members where workspace_id = ${tx.workspaceId} and lead_id = ${loser}
        on conflict (segment_id, lead_id) do update set by_hand = segment_members.by_hand or excluded.by_hand, entered_at = least(segment_members.entered_at, excluded.entered_at)),
      g as (delete from segment_members where workspace_id = ${tx.workspaceId} and lead_id = ${loser}),
      q as (update entry_queue set lead_id = ${survivor} where workspace_id = ${tx.workspaceId} and lead_id = ${loser}),
      x as (update sms_messages set lead_id = ${survivor} where workspace_id = ${tx.workspaceId} and lead_id = ${loser}),
      i as (update lead_identities set lead_id = ${survivor} where lead_id = ${loser}),
      c as (insert into consents (id, workspace_id, lead_id, channel, state, source, wording, at)
        select gen_random_uuid(), workspace_id, ${survivor}, channel, state, source, wording, at from consents
        where workspace_id = ${tx.workspaceId} and lead_id = ${loser})
    select 1`);
  await tx.execute(sql`
    with o as (select * from leads where id = ${loser}), m as (
      select s.id, coalesce(s.email, o.email) as email, coalesce(s.phone, o.phone) as phone, coalesce(s.time_zone, o.time_zone) as zone,
        o.attributes || s.attributes as attributes, coalesce(s.account_id, o.account_id) as account,
        array(select distinct unnest(s.tags || o.tags) order by 1) as tags, ${strictest('consent_email')} as consent_email,
        ${strictest('consent_sms')} as consent_sms, greatest(s.last_event_at, o.last_event_at) as last_event_at, least(s.created_at, o.created_at) as created_at
      from leads s, o where s.id = ${survivor})
    update leads l set email = m.email, phone = m.phone, time_zone = m.zone, attributes = m.attributes, account_id = m.account, tags = m.tags,
      consent_email = m.consent_email, consent_sms = m.consent_sms, last_event_at = m.last_event_at, created_at = m.created_at, updated_at = now(),
      search = left(lower(concat_ws(' ', m.attributes->>'firstName', m.attributes->>'lastName', m.attributes->>'name', m.attributes->>'company', m.email)), 500)
    from m where l.id = m.id`);
  // Nothing of the person stays behind but the way to them.
  await tx.execute(sql`update leads set merged_into = ${survivor}, email = null, phone = null, attributes = '{}', tags = '{}', search = '', updated_at = now()
    where id = ${loser}`);
  await tx.execute(
    sql`update leads set merged_into = ${survivor} where workspace_id = ${tx.workspaceId} and merged_into = ${loser}`,
  );
}
