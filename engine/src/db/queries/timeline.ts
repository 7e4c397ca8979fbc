import type { TimelineKind, TimelineRunRef } from '@trellis/shared/api/timeline.ts';
import type { PlanNode } from '@trellis/shared/plan/plan.ts';
import { type SQL, sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../client.ts';
import { iso } from './iso.ts';

/** A node as the plan has it; null where the version no longer knows it. */
type Node = PlanNode | null;

interface EntryBase {
  key: string;
  at: string;
}

export type TimelineRow = EntryBase &
  (
    | {
        kind: 'event';
        facts: {
          id: string;
          name: string;
          properties: Record<string, unknown>;
          receivedAt: string;
          source: string;
          started: TimelineRunRef[];
          ended: { run: TimelineRunRef; nodeId: string; node: Node; port: string | null }[];
        };
      }
    | {
        kind: 'step';
        facts: {
          run: TimelineRunRef;
          nodeId: string;
          node: Node;
          stepNo: number;
          step: 'rest' | 'left' | 'ended' | 'parked' | 'control';
          cause: string;
          port: string | null;
          text: string;
          inputs: Record<string, unknown> | null;
          outcome: string | null;
        };
      }
    | {
        kind: 'send';
        facts: {
          id: string;
          run: TimelineRunRef;
          nodeId: string;
          node: Node;
          channel: 'email' | 'sms';
          subject: string | null;
          state: 'claimed' | 'transmitting' | 'accepted' | 'failed' | 'unknown' | 'withheld';
          code: string | null;
          openedAt: string | null;
          clickedAt: string | null;
          mailId: string | null;
        };
      }
    | {
        kind: 'near-miss';
        facts: {
          id: string;
          workflow: { id: string; name: string };
          runId: string | null;
          nodeId: string;
          node: Node;
          event: { id: string; name: string };
          code: string;
          text: string;
        };
      }
    | {
        kind: 'consent';
        facts: {
          id: string;
          channel: 'email' | 'sms';
          state: 'opted-in' | 'opted-out' | 'unknown';
          source: string;
          wording: string | null;
        };
      }
  );

interface Range {
  leadId: string;
  after: { at: string; key: string } | null;
  limit: number;
}

/** One branch: which rows belong, under which key and time, and their facts, which are only read for the rows of the page. */
interface Branch {
  /** `select … as entry_key, … as entry_at, …` of all rows of the lead. */
  rows: SQL;
  /** Facts out of a row `x`, with what has to be joined. */
  facts: SQL;
  joins: SQL;
}

const runRef = sql`jsonb_build_object('id', r.id, 'workflow', jsonb_build_object('id', w.id, 'name', w.name), 'version', v.number)`;
const runJoins = (runId: SQL) => sql`join runs r on r.id = ${runId} join workflows w on w.id = r.workflow_id`;

/** Real time as workspace time by the present clock; before its anchor as real time passes. For rows that only know real time. */
const workspaceTime = (column: SQL) =>
  sql`ws.clock_anchor + (${column} - ws.clock_anchor_real) * case when ${column} < ws.clock_anchor_real then 1 else ws.clock_factor end`;

/** What Trellis tells of its own runs: their steps say the same. */
const OWN_STEPS = sql`array['run.started', 'run.ended', 'trigger.due', 'workflow.requested', 'workflow.stop_requested']`;

/** At one instant an event stands before what it caused: keys begin with that rank. */
const BRANCHES: Record<TimelineKind, (tx: WorkspaceTx, leadId: string) => Branch> = {
  event: (tx, leadId) => ({
    rows: sql`select '1:' || e.id as entry_key, e.occurred_at as entry_at, e.* from events e where e.workspace_id = ${tx.workspaceId} and e.lead_id = ${leadId}
      and not (e.source = 'trellis' and e.name = any(${OWN_STEPS}))`,
    facts: sql`jsonb_build_object('id', x.id, 'name', x.name, 'properties', x.properties, 'receivedAt', ${iso('x.received_at')}, 'source', x.source,
      'started', coalesce((select jsonb_agg(${runRef}) from runs r join workflows w on w.id = r.workflow_id join workflow_versions v on v.id = r.version_id
        where r.workspace_id = x.workspace_id and r.lead_id = x.lead_id and r.trigger_event_id = x.id), '[]'),
      'ended', coalesce((select jsonb_agg(jsonb_build_object('run', ${runRef}, 'nodeId', s.node, 'node', v.plan -> 'nodes' -> s.node, 'port', s.port))
        from runs r join run_steps s on s.run_id = r.id and s.consumed_event_id = x.id join workflows w on w.id = r.workflow_id join workflow_versions v on v.id = s.version_id
        where r.workspace_id = x.workspace_id and r.lead_id = x.lead_id), '[]'))`,
    joins: sql``,
  }),
  consent: (tx, leadId) => ({
    rows: sql`select '2:' || c.id as entry_key, c.at as entry_at, c.* from consents c where c.workspace_id = ${tx.workspaceId} and c.lead_id = ${leadId}`,
    facts: sql`jsonb_build_object('id', x.id, 'channel', x.channel, 'state', x.state, 'source', x.source, 'wording', x.wording)`,
    joins: sql``,
  }),
  'near-miss': (tx, leadId) => ({
    rows: sql`select '3:' || m.id as entry_key, m.at as entry_at, m.* from near_misses m where m.workspace_id = ${tx.workspaceId} and m.lead_id = ${leadId}`,
    facts: sql`jsonb_build_object('id', x.id, 'workflow', jsonb_build_object('id', w.id, 'name', w.name), 'runId', x.run_id, 'nodeId', x.node, 'node', v.plan -> 'nodes' -> x.node,
      'event', jsonb_build_object('id', e.id, 'name', e.name), 'code', x.code, 'text', x.text)`,
    joins: sql`join workflows w on w.id = x.workflow_id join events e on e.id = x.event_id left join runs r on r.id = x.run_id
      left join workflow_versions v on v.id = coalesce(r.version_id, w.current_version_id)`,
  }),
  // A rest is shown while it lasts; once the run went on, the step that ended it says more.
  step: (tx, leadId) => ({
    rows: sql`select '4:' || s.run_id || ':' || lpad(s.step_no::text, 8, '0') as entry_key, s.at as entry_at, s.* from runs q join run_steps s on s.run_id = q.id
      where q.workspace_id = ${tx.workspaceId} and q.lead_id = ${leadId} and (s.kind <> 'rest' or (s.step_no = q.step_no and q.status <> 'ended'))`,
    facts: sql`jsonb_build_object('run', ${runRef}, 'nodeId', x.node, 'node', v.plan -> 'nodes' -> x.node, 'stepNo', x.step_no, 'step', x.kind, 'cause', x.cause, 'port', x.port,
      'text', x.text, 'inputs', x.inputs, 'outcome', x.outcome)`,
    joins: sql`${runJoins(sql`x.run_id`)} join workflow_versions v on v.id = x.version_id`,
  }),
  send: (tx, leadId) => ({
    rows: sql`select '5:' || s.id as entry_key, coalesce(s.sent_at, ${workspaceTime(sql`f.claimed_at`)}) as entry_at, s.*, f.state as effect_state, f.code as effect_code
      from sends s join effects f on f.key = s.key join workspaces ws on ws.id = s.workspace_id where s.workspace_id = ${tx.workspaceId} and s.lead_id = ${leadId}`,
    facts: sql`jsonb_build_object('id', x.id, 'run', ${runRef}, 'nodeId', x.node, 'node', v.plan -> 'nodes' -> x.node, 'channel', x.channel, 'subject', x.subject,
      'state', x.effect_state, 'code', x.effect_code, 'openedAt', ${iso('x.opened_at')}, 'clickedAt', ${iso('x.clicked_at')},
      'mailId', (select b.id from mailbox b where b.workspace_id = x.workspace_id and b.send_key = x.key order by b.id limit 1))`,
    joins: sql`${runJoins(sql`x.run_id`)} join workflow_versions v on v.id = r.version_id`,
  }),
};

/** What happened to a lead, newest first, after the given entry; all kinds or one. One statement, each branch cut to a page before it is merged. */
export async function readTimeline(
  tx: WorkspaceTx,
  { leadId, after, limit, kinds }: Range & { kinds: readonly TimelineKind[] },
): Promise<TimelineRow[]> {
  const following = after ? sql`(t.entry_at, t.entry_key) < (${after.at}::timestamptz, ${after.key})` : sql`true`;
  const branches = kinds.map((kind) => {
    const { rows, facts, joins } = BRANCHES[kind](tx, leadId);
    return sql`(select ${kind} as kind, x.entry_key as key, x.entry_at as sort_at, ${iso('x.entry_at')} as at, ${facts} as facts
      from (select * from (${rows}) t where ${following} order by t.entry_at desc, t.entry_key desc limit ${limit}) x ${joins})`;
  });
  return tx.execute<TimelineRow & Record<string, unknown>>(
    sql`select kind, key, at, facts from (${sql.join(branches, sql` union all `)}) merged order by sort_at desc, key desc limit ${limit}`,
  );
}

/** How many entries of each kind there are. */
export async function countTimeline(
  tx: WorkspaceTx,
  leadId: string,
  kinds: readonly TimelineKind[],
): Promise<Record<string, number>> {
  const parts = kinds.map(
    (kind) => sql`select ${kind} as kind, count(*)::int as count from (${BRANCHES[kind](tx, leadId).rows}) t`,
  );
  const rows = await tx.execute<{ kind: string; count: number }>(sql.join(parts, sql` union all `));
  return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]));
}
