import type { EventRecord } from '@trellis/shared/event/event.ts';
import type { LeadSnapshot } from '@trellis/shared/lead/lead.ts';
import type { PerformContext } from '@trellis/shared/node/perform.ts';
import type { Plan, PlanNode } from '@trellis/shared/plan/plan.ts';
import type { LockedRun } from '../db/queries/run-locks.ts';
import { mailTemplate, withHeadLines } from './mail-template.ts';
import { plainText } from './plain-text.ts';
import type { Renderer } from './render/renderer.ts';
import type { RenderFault } from './render/template.ts';
import { mailData } from './send-mail.ts';

/** Steps that only decide are passed on the way to a message; more of them than this, and nobody can say what comes. */
const MOST_STEPS = 12;

/** The message that a port leads to, if nothing on the way can turn elsewhere: through steps with one way on, never through a wait. */
export function messageBehind(plan: Plan, nodeId: string, port: string): PlanNode | null {
  let next = plan.nodes[nodeId]?.ports[port]?.to ?? null;
  for (let step = 0; step < MOST_STEPS && next !== null; step++) {
    const node: PlanNode | undefined = plan.nodes[next];
    if (!node) return null;
    if (!node.off && (node.type === 'send-email' || node.type === 'send-sms')) return node;
    const ways = Object.values(node.ports);
    const onward = !node.off && (ways.length !== 1 || STOPS.has(node.type)) ? undefined : ways[0];
    next = onward?.to ?? null;
  }
  return null;
}

/** What comes behind these comes later, or perhaps. */
const STOPS: ReadonlySet<string> = new Set([
  'wait',
  'wait-any',
  'wait-for-event',
  'call-task',
  'approval',
  'park',
  'throttle',
  'loop',
]);

export interface PreviewOf {
  node: PlanNode;
  lead: LeadSnapshot;
  trigger: EventRecord | null;
  run: PerformContext['run'];
  sender: LockedRun['sender'];
  timeZone: string;
}

export interface PreviewedMessage {
  channel: 'email' | 'sms';
  subject: string | null;
  html: string | null;
  text: string;
  from: string | null;
  to: string | null;
  problem: string | null;
}

/** Renders a message as its step would now. Links are not tracked, nothing is sent or kept. */
export async function previewMessage(renderer: Renderer, preview: PreviewOf): Promise<PreviewedMessage> {
  const { node, lead, trigger, run, sender } = preview;
  const context = { node: { id: node.id, name: node.name }, key: 'preview', attempt: 1, lead, trigger, run };
  const { subject, preheader, body, text } = node.config;
  const sms = node.type === 'send-sms';
  const rendered = await renderer.render({
    subject: wordsOf(sms ? text : subject),
    html: sms ? '' : mailTemplate(wordsOf(body)),
    ...(preheader ? { preheader: wordsOf(preheader) } : {}),
    data: mailData({ sender }, context, sender.name, '#'),
    timeZone: preview.timeZone,
  });
  const name = sender.name || sender.workspaceName;
  const from = sender.address ? `${name} <${sender.address}>` : name;
  const ends = sms
    ? { channel: 'sms' as const, from: null, to: typeof lead.phone === 'string' ? lead.phone : null }
    : { channel: 'email' as const, from, to: lead.email ?? null };
  if (rendered.kind === 'fault') return { ...ends, subject: null, html: null, text: '', problem: faultWords(rendered) };
  if (sms) return { ...ends, subject: null, html: null, text: rendered.subject, problem: null };
  const html = withHeadLines(rendered.html, rendered);
  return { ...ends, subject: rendered.subject, html, text: plainText(html), problem: null };
}

const wordsOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function faultWords(fault: RenderFault): string {
  switch (fault.code) {
    case 'variable_missing':
      return `The lead has no ${fault.missing.map(({ variable }) => variable).join(', ')}`;
    case 'template_invalid':
      return fault.problems.map(({ message, line }) => `${message} (line ${line})`).join(' ');
    default:
      return `The text could not be rendered (${fault.code.replaceAll('_', ' ')})`;
  }
}
