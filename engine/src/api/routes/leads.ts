import { createHash, randomUUID } from 'node:crypto';
import type { LeadRow, LeadRun } from '@trellis/shared/api/leads.ts';
import { TIMELINE_KINDS } from '@trellis/shared/api/timeline.ts';
import type { WorkspaceTx } from '../../db/client.ts';
import { writeAudit } from '../../db/queries/audit.ts';
import { fromCursor, toPage } from '../../db/queries/cursor.ts';
import { countLeads, type LeadListRow, listLeads } from '../../db/queries/lead-list.ts';
import { findLead, readLead, readLeadRef } from '../../db/queries/leads.ts';
import { survivorOf } from '../../db/queries/merge.ts';
import { type RunListRow, runsById, runsOfLead } from '../../db/queries/run-lists.ts';
import { countTimeline, readTimeline } from '../../db/queries/timeline.ts';
import { readWorkflow } from '../../db/queries/workflows.ts';
import { afterRace } from '../../intake/after-race.ts';
import { recordEvents } from '../../intake/record-events.ts';
import { isTimeZone } from '../../intake/traits.ts';
import { enrolLead } from '../../routing/enrol.ts';
import { type MemberContext, member, type RequestContext } from '../context.ts';
import { hashOf, toLead } from '../lead-view.ts';
import { pathOf, toRunRow } from '../run-view.ts';
import { eventWords, toTimelineEntry } from '../timeline-view.ts';
import { enrolMany, erase, exportOne } from './lead-acts.ts';

type Context = RequestContext & MemberContext;

const MATCHING_UP_TO = 10_000;
const TOTAL_UP_TO = 100_000;

const list = member.leads.list.handler(async ({ context, input }) => {
  const { cursor, limit = 50, sort = 'last-event', search, workflowId } = input;
  const values = fromCursor(cursor, 'instant', 'uuid');
  const after = values ? { at: values[0] === null ? null : String(values[0]), id: String(values[1]) } : null;
  const filter = { search: search?.trim() || undefined, workflowId };
  const { rows, runs, matching, total } = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const found = await listLeads(tx, { ...filter, sort, after, limit: limit + 1 });
    const runIds = found.flatMap(({ runId }) => (runId ? [runId] : []));
    return {
      rows: found,
      runs: await withPaths(context, tx, await runsById(tx, runIds)),
      matching: await countLeads(tx, filter, MATCHING_UP_TO + 1),
      total: await countLeads(tx, {}, TOTAL_UP_TO),
    };
  });
  const byId = new Map(runs.map((run) => [run.id, run]));
  const page = toPage(rows, limit, ({ lastEventAt, lead }) => [lastEventAt, lead.id]);
  const items = page.rows.map((row) => toLeadRow(row, byId.get(row.runId ?? '')));
  const matchingCapped = matching > MATCHING_UP_TO;
  return { items, nextCursor: page.nextCursor, matching: Math.min(matching, MATCHING_UP_TO), matchingCapped, total };
});

/** Goes through the intake's own door, so that a lead added by hand is found by the same identities. */
const create = member.leads.create.handler(async ({ context, input, errors }) => {
  const { email, userId, timeZone, ...names } = input;
  const add = async (tx: WorkspaceTx) => {
    const found = await findLead(tx, { email, userId });
    if (found) return { existing: found, lead: null };
    const messageId = `trellis-${randomUUID()}`;
    const [recorded] = await recordEvents(tx, [
      {
        messageId,
        bodyHash: createHash('sha256').update(messageId).digest('hex'),
        name: 'lead.created',
        properties: { by: 'person' },
        source: 'person',
        lead: { identities: { email: email.toLowerCase(), ...(userId ? { userId } : {}) } },
        traits: { email, attributes: names, ...(timeZone && isTimeZone(timeZone) ? { timeZone } : {}) },
      },
    ]);
    const leadId = recorded?.leadId;
    if (!leadId) throw new Error('The intake recorded a new lead without naming it.');
    await writeAudit(tx, { actor: context.user.id, action: 'lead.create', subjectKind: 'lead', subjectId: leadId });
    return { existing: null, lead: await readLead(tx, leadId, hashOf(context)) };
  };
  const { existing, lead } = await afterRace(() => context.services.db.inWorkspace(context.workspaceId, add));
  if (existing) throw errors['lead-exists']({ data: { lead: existing } });
  if (!lead) throw new Error('A new lead was not found in the transaction that made it.');
  context.services.nudge();
  context.services.announcer.announce(context.workspaceId, ['leads', 'events']);
  return toLead(lead);
});

const get = member.leads.get.handler(async ({ context, input, errors }) => {
  const lead = await context.services.db.inWorkspace(context.workspaceId, async (tx) =>
    // An old link leads to the lead that the person is now.
    readLead(tx, await survivorOf(tx, input.leadId), hashOf(context)),
  );
  if (!lead) throw errors['not-found']();
  return toLead(lead);
});

const timeline = member.leads.timeline.handler(async ({ context, input, errors }) => {
  const { kind, cursor, limit = 50 } = input;
  const values = fromCursor(cursor, 'instant', 'text');
  const after = values ? { at: String(values[0]), key: String(values[1]) } : null;
  const answer = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const leadId = await survivorOf(tx, input.leadId);
    if (!(await readLeadRef(tx, leadId))) return null;
    const kinds = kind ? [kind] : TIMELINE_KINDS;
    return {
      rows: await readTimeline(tx, { leadId, after, limit: limit + 1, kinds }),
      counts: after ? null : await countTimeline(tx, leadId, TIMELINE_KINDS),
    };
  });
  if (!answer) throw errors['not-found']();
  const page = toPage(answer.rows, limit, ({ at, key }) => [at, key]);
  const { event = 0, step = 0, send = 0, consent = 0, 'near-miss': nearMiss = 0 } = answer.counts ?? {};
  return {
    items: page.rows.map((row) => toTimelineEntry(context.services.catalog, row)),
    nextCursor: page.nextCursor,
    counts: answer.counts && { event, step, send, consent, 'near-miss': nearMiss },
  };
});

const runs = member.leads.runs.handler(async ({ context, input, errors }) => {
  const items = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const leadId = await survivorOf(tx, input.leadId);
    return (await readLeadRef(tx, leadId)) ? withPaths(context, tx, await runsOfLead(tx, leadId)) : null;
  });
  if (!items) throw errors['not-found']();
  return { items };
});

const enrol = member.leads.enrol.handler(async ({ context, input, errors }) => {
  const { workflowId, reason } = input;
  const answer = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const leadId = await survivorOf(tx, input.leadId);
    if (!(await readLeadRef(tx, leadId)) || !(await readWorkflow(tx, workflowId))) return null;
    return enrolLead(tx, { leadId, workflowId, actor: context.user.id, ...(reason ? { reason } : {}) });
  });
  if (!answer) throw errors['not-found']();
  if (answer.kind === 'refused') throw errors['not-enrolled']({ message: answer.text, data: { code: answer.code } });
  context.services.nudge();
  context.services.announcer.announce(context.workspaceId, ['runs', 'leads']);
  return { runId: answer.runId };
});

export const leads = { list, create, get, timeline, runs, enrol, enrolMany, exportOne, erase };

async function withPaths({ services }: Context, tx: WorkspaceTx, rows: readonly RunListRow[]): Promise<LeadRun[]> {
  const runs: LeadRun[] = [];
  for (const row of rows) {
    const plan = await services.plans.planOf(tx, row.version.id);
    runs.push({ ...toRunRow(row), path: pathOf(plan, row.passed, row.token?.node ?? null) });
  }
  return runs;
}

function toLeadRow(
  { lead, lastEvent, runId: _, lastEventAt: __, ...row }: LeadListRow,
  run: LeadRun | undefined,
): LeadRow {
  const { name = '', properties = {}, at = '' } = lastEvent ?? {};
  const brief = run && {
    id: run.id,
    workflow: run.workflow,
    version: run.version,
    status: run.status,
    at: run.at,
    path: run.path,
  };
  return {
    ...lead,
    ...row,
    run: brief ?? null,
    lastEvent: lastEvent && { name, text: eventWords(name, properties), at },
  };
}
