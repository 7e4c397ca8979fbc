import type { LeadRef } from '@trellis/shared/api/base.ts';
import type { Lead } from '@trellis/shared/api/leads.ts';
import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { iso } from './iso.ts';
import { leadRef } from './lead-ref.ts';

export interface LeadFacts {
  lead: LeadRef;
  phone: string | null;
  timeZone: string | null;
  workspaceTimeZone: string;
  attributes: Record<string, unknown>;
  tags: string[];
  identities: Lead['identities'];
  consentEmail: 'unknown' | 'opted-in' | 'opted-out';
  consentSms: 'unknown' | 'opted-in' | 'opted-out';
  /** The last word per channel. */
  words: Record<string, { at: string; source: string }>;
  suppressed: Lead['suppressed'];
  createdAt: string;
  lastEventAt: string | null;
  runs: { active: number; ended: number };
}

/** A lead with what its page shows; null where there is none with this id. `hashOf` makes the suppression list's key of an address. */
export async function readLead(
  tx: WorkspaceTx,
  leadId: string,
  hashOf: (address: string) => string,
): Promise<LeadFacts | null> {
  const [row] = await tx.execute<Omit<LeadFacts, 'suppressed'> & Record<string, unknown>>(sql`
    select ${leadRef} as lead, l.phone, l.time_zone as "timeZone", w.time_zone as "workspaceTimeZone", l.attributes, l.tags,
      l.consent_email as "consentEmail", l.consent_sms as "consentSms", ${iso('l.created_at')} as "createdAt", ${iso('l.last_event_at')} as "lastEventAt",
      coalesce((select jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value, 'since', ${iso('i.created_at')}) order by i.created_at, i.kind)
        from lead_identities i where i.lead_id = l.id), '[]') as identities,
      coalesce((select jsonb_object_agg(c.channel, jsonb_build_object('at', ${iso('c.at')}, 'source', c.source)) from (
        select distinct on (channel) channel, at, source from consents where workspace_id = l.workspace_id and lead_id = l.id order by channel, at desc, id desc) c), '{}') as words,
      (select jsonb_build_object('active', count(*) filter (where r.status <> 'ended'), 'ended', count(*) filter (where r.status = 'ended'))
        from runs r where r.workspace_id = l.workspace_id and r.lead_id = l.id) as runs
    from leads l join workspaces w on w.id = l.workspace_id where l.id = ${leadId} and l.workspace_id = ${tx.workspaceId} and l.erased_at is null`);
  if (!row) return null;
  const [listed] = row.lead.email
    ? await tx.execute<{ reason: LeadFacts['suppressed'] }>(sql`select reason from suppressions
        where workspace_id = ${tx.workspaceId} and channel = 'email' and address_hash = ${hashOf(row.lead.email)}`)
    : [];
  return { ...row, suppressed: listed?.reason ?? null };
}

/** A lead as one line; null where there is none with this id. */
export async function readLeadRef(tx: WorkspaceTx, leadId: string): Promise<LeadRef | null> {
  const [row] = await tx.execute<{ lead: LeadRef }>(
    sql`select ${leadRef} as lead from leads l where l.id = ${leadId} and l.workspace_id = ${tx.workspaceId} and l.erased_at is null`,
  );
  return row?.lead ?? null;
}

/** The lead that has this address or user id; null where nobody has. */
export async function findLead(
  tx: WorkspaceTx,
  by: { email?: string | undefined; userId?: string | undefined },
): Promise<LeadRef | null> {
  const [row] = await tx.execute<{ lead: LeadRef }>(sql`
    select ${leadRef} as lead from lead_identities o join leads l on l.id = o.lead_id
    where o.workspace_id = ${tx.workspaceId} and ((o.kind = 'email' and o.value = ${by.email?.toLowerCase() ?? ''}) or (o.kind = 'userId' and o.value = ${by.userId ?? ''})) limit 1`);
  return row?.lead ?? null;
}
