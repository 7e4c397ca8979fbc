import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../db/client.ts';

/** Message-IDs of cloned sends begin so: their mails arrived once, as their template's did. */
export const CLONED = '<clone-';

/**
 * Makes many runs that stand exactly where one stands, each of a lead of its own, with its waits, log, effects and sends: what thousands of leads
 * would have come to, without walking each there.
 */
export async function cloneRuns(tx: WorkspaceTx, template: string, count: number): Promise<void> {
  await tx.execute(sql`create temporary table cloned on commit drop as
    select gen_random_uuid() as lead_id, gen_random_uuid() as run_id, n from generate_series(1, ${count}::int) n`);
  await tx.execute(sql`insert into leads (id, workspace_id, email, attributes, tags, consent_email, consent_sms, created_at)
    select c.lead_id, l.workspace_id, concat(c.run_id, '@clone.example'), l.attributes, l.tags, l.consent_email, l.consent_sms, l.created_at
    from cloned c, leads l where l.id = (select lead_id from runs where id = ${template})`);
  await tx.execute(sql`insert into runs select p.* from cloned c join runs r on r.id = ${template},
    lateral jsonb_populate_record(r, jsonb_build_object('id', c.run_id, 'lead_id', c.lead_id)) p`);
  for (const table of ['run_waits', 'run_steps'])
    await tx.execute(sql`insert into ${sql.identifier(table)} select p.* from cloned c join ${sql.identifier(table)} x on x.run_id = ${template},
      lateral jsonb_populate_record(x, jsonb_build_object('run_id', c.run_id)) p`);
  const key = sql`replace(x.key, x.run_id::text, c.run_id::text)`;
  await tx.execute(sql`insert into effects select p.* from cloned c join effects x on x.run_id = ${template},
    lateral jsonb_populate_record(x, jsonb_build_object('run_id', c.run_id, 'lead_id', c.lead_id, 'key', ${key})) p`);
  await tx.execute(sql`insert into sends select p.* from cloned c join sends x on x.run_id = ${template},
    lateral jsonb_populate_record(x, jsonb_build_object('run_id', c.run_id, 'lead_id', c.lead_id, 'key', ${key},
      'id', gen_random_uuid(), 'message_id', concat(${CLONED}::text, ${key}, '>'))) p`);
}
