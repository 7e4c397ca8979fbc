import type { Why, WhyFact } from '@trellis/shared/api/why.ts';
import type { Condition } from '@trellis/shared/condition/condition.ts';
import type { EventRecord } from '@trellis/shared/event/event.ts';
import { type Catalog, nodeType } from '@trellis/shared/node/catalog.ts';
import { NOTHING_LOADED } from '@trellis/shared/node/lookup.ts';
import type { Plan } from '@trellis/shared/plan/plan.ts';
import { type Judgement, judgeTrigger } from '@trellis/shared/runtime/judge.ts';
import type { World } from '@trellis/shared/runtime/world.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { toWorkspaceTime } from '../db/queries/clock.ts';
import { loadLookups } from '../db/queries/lookups.ts';
import { readWorkspaceTimes } from '../db/queries/routing.ts';
import { readLead } from '../db/queries/run-locks.ts';
import {
  type AskedRun,
  type AskedWorkflow,
  lastEventNamed,
  missesAsked,
  runsAsked,
  workflowAsked,
} from '../db/queries/why.ts';
import { reasonOf, whyStep } from './why-step.ts';

export interface Question {
  leadId: string;
  workflowId: string;
  nodeId?: string | undefined;
}

/** Why, or why not, a lead entered a workflow or came to one of its nodes; null where lead or workflow are not there. */
export async function askWhy(
  tx: WorkspaceTx,
  catalog: Catalog,
  { leadId, workflowId, nodeId }: Question,
): Promise<Why | null> {
  const workflow = await workflowAsked(tx, workflowId);
  const world = workflow && (await worldOf(tx, leadId));
  if (!workflow || !world) return null;
  const runs = await runsAsked(tx, leadId, workflowId);
  const [last] = runs;
  if (last && nodeId) {
    // The run that got there speaks, else the last one.
    const told = runs.map((run) => whyStep(run, nodeId));
    return told.find(({ answer }) => answer === 'yes') ?? told[0] ?? null;
  }
  const misses = (await missesAsked(tx, leadId, workflowId)).map(
    ({ node, code, text, event, at }): WhyFact => ({
      at,
      speaks: 'against',
      code,
      text: event ? `${event}: ${text}` : text,
      ...(event ? { event } : {}),
      runId: null,
      nodeId: node,
    }),
  );
  if (last) return entered(last, runs, misses);
  const now = await judgeNow(tx, catalog, workflow, world);
  const blocked = now.find(({ speaks }) => speaks === 'against') ?? misses[0];
  return {
    answer: 'no',
    text: blocked ? `Never entered: ${blocked.text}` : 'Never entered, though it could now',
    facts: [...now, ...misses],
  };
}

function entered(last: AskedRun, runs: AskedRun[], misses: WhyFact[]): Why {
  const facts = runs.map(
    (run): WhyFact => ({
      at: run.startedAt,
      speaks: 'for',
      code: run.status,
      text: `Entered: ${run.steps[0]?.text ?? 'started'}${run.endedAt ? `; ended: ${reasonOf(run)}` : ''}`,
      runId: run.id,
      nodeId: run.steps[0]?.node ?? null,
    }),
  );
  const text = last.endedAt
    ? `Was in it, and left: ${reasonOf(last)}`
    : last.status === 'active'
      ? 'Is in it now'
      : `Is in it now, ${last.status}`;
  return { answer: 'yes', text, facts: [...facts, ...misses] };
}

/** What each trigger of the present version would say to the lead's last event of its name. */
async function judgeNow(tx: WorkspaceTx, catalog: Catalog, workflow: AskedWorkflow, world: World): Promise<WhyFact[]> {
  const { status, plan } = workflow;
  if (!plan) return [against('not-published', 'The workflow was never published')];
  const facts = status === 'live' ? [] : [against('not-live', `The workflow is ${status}, so nobody enters`)];
  for (const id of plan.triggers) {
    const fact = await judgeTriggerNow(tx, catalog, plan, id, world);
    if (fact) facts.push(fact);
  }
  return facts;
}

async function judgeTriggerNow(
  tx: WorkspaceTx,
  catalog: Catalog,
  plan: Plan,
  id: string,
  world: World,
): Promise<WhyFact | null> {
  const node = plan.nodes[id];
  if (!node) return null;
  // The config was checked against the definition's schema when the version was published.
  const rule = nodeType(catalog, node.type).definition.starts?.(node.config as never);
  if (!rule) return null;
  if (rule.on !== 'event')
    return { ...against('by-other', `“${node.name}” starts it, not an event`), nodeId: id, speaks: 'neither' };
  const last = (name: string) => lastEventNamed(tx, world.lead.id, name);
  const judgeLast = (event: EventRecord) =>
    judgeAsked(tx, { event, filter: rule.filter, settings: plan.settings, world });
  const event = await last(rule.event);
  const judged = event && (await judgeLast(event));
  if (rule.follows && (judged === undefined || (judged.kind === 'no' && judged.code === 'filter'))) {
    const before = await last(rule.follows.event);
    const meant = before && (await judgeLast(before));
    if (before && (meant?.kind !== 'no' || meant.code !== 'filter')) {
      const text = `${rule.follows.text}: “${node.name}” waits for that`;
      return { ...against('not-followed', text), at: before.occurredAt, nodeId: id };
    }
  }
  if (!event || !judged) {
    const text = `“${node.name}” waits for ${rule.event}, and no such event of the lead came`;
    return { ...against('no-event', text), event: rule.event, nodeId: id };
  }
  const base = { at: event.occurredAt, runId: null, nodeId: id };
  return judged.kind === 'yes'
    ? {
        ...base,
        event: event.name,
        speaks: 'for',
        code: 'would-enter',
        text: `${event.name} would start “${node.name}” now`,
      }
    : {
        ...base,
        event: event.name,
        speaks: 'against',
        code: judged.code,
        text: `${event.name} at “${node.name}”: ${judged.text}`,
      };
}

/** What a trigger would say to an event now, with the look-ups of its filter loaded. */
async function judgeAsked(
  tx: WorkspaceTx,
  asked: { event: EventRecord; filter: Condition | undefined; settings: Plan['settings']; world: World },
): Promise<Exclude<Judgement, { kind: 'load' }>> {
  const { event, filter, settings } = asked;
  for (let { world } = asked; ; ) {
    const given = { event, ...(filter ? { filter } : {}), reEntry: settings.reEntry, former: [], world, settings };
    const judged = judgeTrigger(given);
    if (judged.kind !== 'load') return judged;
    world = { ...world, loaded: await loadLookups(tx, world.lead.id, judged.lookups, world.loaded) };
  }
}

function against(code: string, text: string): WhyFact {
  return { at: null, speaks: 'against', code, text, runId: null, nodeId: null };
}

async function worldOf(tx: WorkspaceTx, leadId: string): Promise<World | null> {
  const lead = await readLead(tx, leadId);
  if (!lead) return null;
  const times = await readWorkspaceTimes(tx);
  return {
    now: toWorkspaceTime(times.clock, times.real),
    clockFactor: times.clock.factor,
    runId: '',
    lead,
    trigger: null,
    blocked: {},
    workspaceTimeZone: times.timeZone,
    loaded: NOTHING_LOADED,
  };
}
