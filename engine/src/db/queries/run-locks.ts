import type { EventRecord } from '@trellis/shared/event/event.ts';
import type { LeadSnapshot } from '@trellis/shared/lead/lead.ts';
import type { RunState } from '@trellis/shared/runtime/state.ts';
import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import type { EffectState } from '../schema/runs.ts';
import { clockColumn, epoch, realNow, type WorkspaceClock } from './clock.ts';
import { type PauseOver, pausesColumn } from './pauses.ts';

/*
 * One lock order everywhere: leads (by id) → runs (by id) → effects, sends → outbox. `for no key update` because `for update` would block the
 * inserts of rows that refer to the lead for its whole length.
 */

/** An effect that is not finished, or that a token stands at. */
export interface OpenEffect {
  key: string;
  token: number;
  node: string;
  place: string;
  stepNo: number;
  state: EffectState;
  code: string | null;
  output: Record<string, unknown> | null;
  fence: string;
  attempts: number;
  /** Epoch ms, workspace time: when the message began. */
  sentAt: number | null;
}

export interface LockedRun {
  id: string;
  workspaceId: string;
  leadId: string;
  workflowId: string;
  workflowName: string;
  versionId: string;
  status: 'active' | 'paused' | 'parked' | 'ended';
  reason: string | null;
  state: RunState;
  stepNo: number;
  wokenN: number;
  /** The move that takes it to another version when it leaves its node. */
  nextMove: string | null;
  /** What a decision has to know of pauses over the run; also such as are over. */
  pauses: PauseOver[];
  clock: WorkspaceClock;
  /** Real time, epoch ms. */
  real: number;
  workspaceTimeZone: string;
  sender: { name: string; address: string; replyTo: string | null; postalAddress: string; workspaceName: string };
  trigger: EventRecord | null;
  suppressed: string | null;
  effects: OpenEffect[];
}

const iso = (column: string) => sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);

/** A lead as conditions and mails see it, from `leads l`; its account's traits read as attributes too (`lead.account.plan`). */
export const leadColumns = sql`l.id, l.email, l.phone, l.time_zone as "timeZone", l.tags,
  case when l.account_id is null then l.attributes else l.attributes || jsonb_build_object('account',
    (select a.attributes || jsonb_strip_nulls(jsonb_build_object('id', a.key, 'name', a.name)) from accounts a where a.id = l.account_id)) end as attributes,
  jsonb_build_object('email', l.consent_email, 'sms', l.consent_sms) as consent, ${iso('l.created_at')} as "createdAt"`;

/** Locks the lead whose run it is, exclusively; null when there is no such run. */
export async function lockLeadOfRun(tx: WorkspaceTx, runId: string): Promise<LeadSnapshot | null> {
  const [row] = await tx.execute<LeadSnapshot & Record<string, unknown>>(
    sql`select ${leadColumns} from leads l where l.id = (select lead_id from runs where id = ${runId}) for no key update of l`,
  );
  return row ?? null;
}

/** Locks leads exclusively, by id, in the one order. */
export async function lockLeads(tx: WorkspaceTx, leadIds: readonly string[]): Promise<LeadSnapshot[]> {
  if (leadIds.length === 0) return [];
  return tx.execute<LeadSnapshot & Record<string, unknown>>(
    sql`select ${leadColumns} from leads l where l.id in ${leadIds} order by l.id for no key update of l`,
  );
}

/** Locks the run and reads everything beside it that a step needs. The lead must be locked before, else the rows beside it may be stale. */
export async function lockRun(tx: WorkspaceTx, runId: string, addressHash: string | null): Promise<LockedRun> {
  const [row] = await tx.execute<LockedRun & Record<string, unknown>>(
    sql`${runRow(runId, addressHash)} for no key update of r`,
  );
  if (!row) throw new Error(`Run ${runId} vanished between two statements of one transaction.`);
  return row;
}

/** A run as it stands, without a lock: to say what would become of it, never to change it. */
export async function lookAtRun(tx: WorkspaceTx, runId: string): Promise<LockedRun | undefined> {
  const [row] = await tx.execute<LockedRun & Record<string, unknown>>(runRow(runId, null));
  return row;
}

const runRow = (runId: string, addressHash: string | null) => sql`
    select r.id, r.workspace_id as "workspaceId", r.lead_id as "leadId", r.workflow_id as "workflowId", wf.name as "workflowName",
      r.version_id as "versionId", r.status, r.reason, r.state, r.step_no as "stepNo", r.woken_n as "wokenN", r.next_move as "nextMove",
      ${pausesColumn} as pauses,
      ${clockColumn} as clock, ${realNow} as real, w.time_zone as "workspaceTimeZone",
      jsonb_build_object('name', w.sender_name, 'address', w.sender_address, 'replyTo', w.reply_to, 'postalAddress', w.postal_address, 'workspaceName', w.name) as sender,
      case when e.id is null then null else jsonb_build_object('id', e.id, 'name', e.name, 'properties', e.properties,
        'occurredAt', ${iso('e.occurred_at')}, 'receivedAt', ${iso('e.received_at')}, 'messageId', e.message_id) end as trigger,
      (select s.reason from suppressions s where s.workspace_id = r.workspace_id and s.channel = 'email' and s.address_hash = ${addressHash}) as suppressed,
      coalesce((select jsonb_agg(jsonb_build_object('key', x.key, 'token', x.token, 'node', x.node, 'place', x.place, 'stepNo', x.step_no,
        'state', x.state, 'code', x.code, 'output', x.output, 'fence', x.fence, 'attempts', x.attempts, 'sentAt', (select ${epoch('sends.sent_at')} from sends where sends.key = x.key)))
        from effects x where x.run_id = r.id and (x.state in ('claimed', 'transmitting')
          or x.key in (select t ->> 'key' from jsonb_array_elements(r.state -> 'tokens') t))), '[]') as effects
    from runs r join workspaces w on w.id = r.workspace_id join workflows wf on wf.id = r.workflow_id left join events e on e.id = r.trigger_event_id
    where r.id = ${runId}`;

/** A lead without a lock; null when there is none in the workspace. */
export async function readLead(tx: WorkspaceTx, leadId: string): Promise<LeadSnapshot | null> {
  const [row] = await tx.execute<LeadSnapshot & Record<string, unknown>>(
    sql`select ${leadColumns} from leads l where l.id = ${leadId} and l.workspace_id = ${tx.workspaceId}`,
  );
  return row ?? null;
}
