import { createHmac } from 'node:crypto';
import type { EffectOutcome, MailRequest, PerformContext } from '@trellis/shared/node/perform.ts';
import type { EmailChannel, SendOutcome } from '../channels/email/channel.ts';
import type { GateAnswer, GateRequest } from '../db/queries/ledger.ts';
import type { LockedRun } from '../db/queries/run-locks.ts';
import { feedbackIdOf, listIdOf } from './identity.ts';
import { type MailLink, rewriteLinks } from './links.ts';
import { mailTemplate, withHeadLines } from './mail-template.ts';
import { MessageError } from './message-error.ts';
import { buildMessage } from './mime.ts';
import type { Renderer } from './render/renderer.ts';
import type { RenderFault } from './render/template.ts';
import type { TrackingTokens } from './tracking-token.ts';

export interface MailDeps {
  channel: EmailChannel;
  renderer: Renderer;
  tokens: TrackingTokens;
  secret: string;
  /** Where tracked links lead, without a slash at the end. */
  publicUrl: string;
  /** The Message-ID of a send key: the same at the claim and for each attempt. */
  messageId(key: string): string;
  /** Used while the workspace has no sender of its own. */
  defaultSender: string;
  /** Opens the ledger's gate in a transaction of its own. */
  openGate(workspaceId: string, gate: GateRequest): Promise<GateAnswer>;
  /** The address is dead: suppress it and end the lead's runs. */
  suppress(workspaceId: string, address: string, said: { code: string; said: string }, sendKey: string): Promise<void>;
}

export interface MailInput {
  run: LockedRun;
  context: PerformContext;
  fence: string;
  sendId: string;
  /** In which dates of the message are told (3.W8). */
  timeZone: string;
  request: MailRequest;
}

export interface MailResult {
  outcome: EffectOutcome;
  sentAt?: number;
  providerId?: string;
}

/** Renders, builds, and hands one mail to the provider; the gate opens at the last moment before its first byte (5-reliability "The send"). */
export async function sendMail(
  deps: MailDeps,
  { run, context, fence, sendId, timeZone, request }: MailInput,
): Promise<MailResult> {
  const { key, lead } = context;
  const address = lead.email;
  if (!address)
    return { outcome: { kind: 'failed', code: 'no-address', text: 'Not sent: the lead has no email address' } };
  const from = {
    name: request.from?.name || run.sender.name,
    address: request.from?.address || run.sender.address || deps.defaultSender,
  };
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  const unsubscribeUrl = `${deps.publicUrl}/t/u/${deps.tokens.signToken({ purpose: 'unsubscribe', workspaceId: run.workspaceId, sendId, leadId: lead.id })}`;
  const rendered = await deps.renderer.render({
    subject: request.subject,
    html: mailTemplate(request.body),
    ...(request.preheader ? { preheader: request.preheader } : {}),
    data: mailData(run, context, from.name, unsubscribeUrl),
    timeZone,
  });
  if (rendered.kind === 'fault') return { outcome: faultOutcome(rendered) };

  let links: MailLink[];
  let built: Awaited<ReturnType<typeof buildMessage>>;
  try {
    const rewritten = trackLinks(deps, run.workspaceId, sendId, withHeadLines(rendered.html, rendered), unsubscribeUrl);
    links = rewritten.links;
    built = await buildMessage({
      from,
      ...(run.sender.replyTo ? { replyTo: { address: run.sender.replyTo } } : {}),
      to: { address, ...nameOf(context) },
      subject: rendered.subject,
      html: rewritten.html,
      messageId: deps.messageId(key),
      date: new Date(),
      unsubscribe: { url: unsubscribeUrl },
      listId: listIdOf({ name: run.workflowName, workflowId: run.workflowId, domain }),
      feedbackId: feedbackIdOf({
        secret: deps.secret,
        workspaceId: run.workspaceId,
        workflowId: run.workflowId,
        nodeId: context.node.id,
      }),
    });
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    return { outcome: { kind: 'failed', code: error.code, text: `Not sent: ${error.message}` } };
  }

  let gate: GateAnswer | undefined;
  const outcome = await deps.channel.send({
    envelope: built.envelope,
    message: built.message,
    gate: async () => {
      gate = await deps.openGate(run.workspaceId, {
        key,
        fence,
        runId: run.id,
        address,
        addressHash: addressHashOf(deps.secret, run.workspaceId, address),
        message: { subject: rendered.subject, html: rendered.html, body: built.text, links },
      });
      return gate.open ? { open: true } : { open: false, reason: gate.code };
    },
  });
  if (outcome.kind === 'failed' && outcome.recipientFault)
    await deps.suppress(run.workspaceId, address, refusalOf(outcome), key);
  return {
    outcome: mailOutcome(outcome, request.port, rendered.subject),
    ...(gate?.open && outcome.kind !== 'retry' ? { sentAt: gate.sentAt } : {}),
    ...(outcome.kind === 'accepted' && outcome.providerId ? { providerId: outcome.providerId } : {}),
  };
}

function refusalOf({ code, enhanced, reason }: SendOutcome & { kind: 'failed' }): { code: string; said: string } {
  return { code: String(enhanced ?? code ?? reason), said: reason.replaceAll('_', ' ') };
}

/** The keyed hash under which an address is suppressed: it survives the lead, and tells nobody the address. */
export function addressHashOf(secret: string, workspaceId: string, address: string): string {
  return createHmac('sha256', secret)
    .update(`suppression ${workspaceId} ${address.trim().toLowerCase()}`)
    .digest('base64url');
}

/** What a template may print. Own attributes stand beside the lead's own fields: `lead.firstName`, `lead.email`. */
export function mailData(
  run: Pick<LockedRun, 'sender'>,
  context: PerformContext,
  senderName: string,
  unsubscribeUrl: string,
): Record<string, unknown> {
  const { lead, trigger } = context;
  const outputs = Object.fromEntries(
    Object.entries(context.run.outputs).map(([node, output]) => [node, { ...output.data, port: output.port }]),
  );
  return {
    lead: { ...lead.attributes, email: lead.email, phone: lead.phone, timeZone: lead.timeZone, tags: lead.tags },
    trigger: trigger ? { ...trigger.properties, name: trigger.name } : {},
    run: context.run.variables,
    output: outputs,
    workflow: { name: context.run.workflowName },
    sender: {
      name: senderName || run.sender.workspaceName,
      footer: [run.sender.workspaceName, run.sender.postalAddress].filter(Boolean).join(', '),
    },
    unsubscribe_url: unsubscribeUrl,
  };
}

function nameOf({ lead }: PerformContext): { name?: string } {
  const parts = [lead.attributes.firstName, lead.attributes.lastName].filter(
    (part): part is string => typeof part === 'string' && part !== '',
  );
  return parts.length > 0 ? { name: parts.join(' ') } : {};
}

function trackLinks(deps: MailDeps, workspaceId: string, sendId: string, html: string, unsubscribeUrl: string) {
  return rewriteLinks(html, {
    keep: [unsubscribeUrl],
    track: ({ tag, url }) =>
      `${deps.publicUrl}/t/c/${deps.tokens.signToken({ purpose: 'click', workspaceId, sendId, tag, url })}`,
    pixelUrl: `${deps.publicUrl}/t/o/${deps.tokens.signToken({ purpose: 'open', workspaceId, sendId })}.gif`,
  });
}

function faultOutcome(fault: RenderFault): EffectOutcome {
  const detail =
    fault.code === 'variable_missing'
      ? `the lead has no ${fault.missing.map(({ variable, part }) => `${variable} (in the ${part})`).join(', ')}. Give it one, or a fallback in the text: {{ … | default: "there" }}`
      : `the template could not be rendered (${fault.code})`;
  // A render thread that died is our own trouble: it passes.
  if (fault.code === 'render_crashed' || fault.code === 'renderer_closed')
    return { kind: 'retry', code: fault.code, text: 'Not sent yet: rendering was interrupted' };
  return { kind: 'failed', code: fault.code, text: `Not sent: ${detail}` };
}

function mailOutcome(outcome: SendOutcome, port: string, subject: string): EffectOutcome {
  const status = 'enhanced' in outcome && outcome.enhanced ? ` (${outcome.enhanced})` : '';
  switch (outcome.kind) {
    case 'accepted':
      return { kind: 'done', port, text: `Sent “${subject}”; the mail provider accepted it` };
    case 'withheld':
      return outcome.reason === 'suppressed'
        ? {
            kind: 'withheld',
            code: 'suppressed',
            final: true,
            text: 'Withheld: the lead opted out before the mail began',
          }
        : {
            kind: 'withheld',
            code: outcome.reason,
            final: false,
            text: 'Withheld: the run was stopped before the mail began',
          };
    case 'retry':
      return {
        kind: 'retry',
        code: outcome.reason,
        text: `Not sent yet: the mail provider asks to try later${status}`,
        ...(outcome.after === undefined ? {} : { afterMs: outcome.after }),
      };
    case 'failed':
      return {
        kind: 'failed',
        code: outcome.reason,
        text: `The mail provider refused it: ${outcome.reason.replaceAll('_', ' ')}${status}`,
      };
    case 'unknown':
      return {
        kind: 'unknown',
        code: outcome.reason,
        port,
        text: 'Whether it arrived is unknown: the connection was lost after the mail had begun. It is not repeated',
      };
    default:
      return outcome satisfies never;
  }
}
