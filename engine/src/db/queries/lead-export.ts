import { type SQL, sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { iso } from './iso.ts';

const MOST = 10_000;
type Row = Record<string, unknown>;

/** Consents, events, runs and sends of a lead, newest first, each list up to 10,000. */
export async function readLeadBelongings(
  tx: WorkspaceTx,
  leadId: string,
): Promise<{ consents: Row[]; events: Row[]; runs: Row[]; sends: Row[]; cut: boolean }> {
  const read = (columns: SQL, from: SQL, order: SQL) =>
    tx.execute<Row>(sql`select ${columns} from ${from} where x.workspace_id = ${tx.workspaceId} and x.lead_id = ${leadId}
      order by ${order} limit ${MOST + 1}`);
  const consents = await read(
    sql`x.channel, x.state, x.source, x.wording, ${iso('x.at')} as at`,
    sql`consents x`,
    sql`x.at desc`,
  );
  const events = await read(
    sql`x.name, x.properties, x.source, x.message_id as "messageId", ${iso('x.occurred_at')} as "occurredAt", ${iso('x.received_at')} as "receivedAt"`,
    sql`events x`,
    sql`x.occurred_at desc, x.id desc`,
  );
  const runs = await read(
    sql`x.id, w.name as workflow, x.status, x.reason, ${iso('x.started_at')} as "startedAt", ${iso('x.ended_at')} as "endedAt"`,
    sql`runs x join workflows w on w.id = x.workflow_id`,
    sql`x.id desc`,
  );
  const sends = await read(
    sql`x.channel, x.subject, x.body, e.state, ${iso('x.sent_at')} as "sentAt", ${iso('x.opened_at')} as "openedAt", ${iso('x.clicked_at')} as "clickedAt"`,
    sql`sends x join effects e on e.key = x.key`,
    sql`x.id desc`,
  );
  const lists = { consents, events, runs, sends };
  const cut = Object.values(lists).some((rows) => rows.length > MOST);
  return {
    consents: consents.slice(0, MOST),
    events: events.slice(0, MOST),
    runs: runs.slice(0, MOST),
    sends: sends.slice(0, MOST),
    cut,
  };
}

export interface LeadCsvRow {
  id: string;
  email: string | null;
  phone: string | null;
  timeZone: string | null;
  tags: string[];
  attributes: Record<string, unknown>;
  consentEmail: string;
  consentSms: string;
  createdAt: string;
  lastEventAt: string | null;
}

/** What an export says of these leads, in the order of the ids. */
export async function readLeadLines(tx: WorkspaceTx, ids: readonly string[]): Promise<LeadCsvRow[]> {
  if (ids.length === 0) return [];
  const rows = await tx.execute<LeadCsvRow & Record<string, unknown>>(sql`
    select id, email, phone, time_zone as "timeZone", tags, attributes, consent_email as "consentEmail", consent_sms as "consentSms",
      ${iso('created_at')} as "createdAt", ${iso('last_event_at')} as "lastEventAt" from leads where id in ${ids} and workspace_id = ${tx.workspaceId}`);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
