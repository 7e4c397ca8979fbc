import { sql } from 'drizzle-orm';

/** A lead as one line elsewhere, as JSON from `leads l`: the best name there is, address, company. */
export const leadRef = sql`jsonb_build_object('id', l.id, 'email', l.email, 'company', case when jsonb_typeof(l.attributes->'company') = 'string' then l.attributes->>'company' end,
  'name', coalesce(nullif(trim(concat_ws(' ', l.attributes->>'firstName', l.attributes->>'lastName')), ''), nullif(trim(l.attributes->>'name'), ''), l.email,
    (select i.value from lead_identities i where i.lead_id = l.id and i.kind = 'userId' limit 1), 'Anonymous'))`;
