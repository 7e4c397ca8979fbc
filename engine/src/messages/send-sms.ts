import type { EffectOutcome, PerformContext, SmsRequest } from '@trellis/shared/node/perform.ts';
import type { SmsChannel, SmsOutcome } from '../channels/sms/channel.ts';
import type { GateAnswer, GateRequest } from '../db/queries/ledger.ts';
import type { LockedRun } from '../db/queries/run-locks.ts';
import type { Renderer } from './render/renderer.ts';
import { addressHashOf, mailData } from './send-mail.ts';

export interface SmsDeps {
  channel: SmsChannel;
  renderer: Renderer;
  secret: string;
  openGate(workspaceId: string, gate: GateRequest): Promise<GateAnswer>;
}

/** Longest text: ten parts of a joined message. */
const MAX_TEXT = 1_530;

/** A number as the suppression list knows it: its digits, whatever stands between them. */
export const numberHashOf = (secret: string, workspaceId: string, number: string): string =>
  addressHashOf(secret, workspaceId, number.replaceAll(/[^0-9]/g, ''));

/** Renders one text message and hands it to the channel; the gate opens at the last moment before it begins. */
export async function sendSms(
  { channel, renderer, secret, openGate }: SmsDeps,
  { run, fence }: { run: LockedRun; fence: string },
  context: PerformContext,
  { text, port }: SmsRequest,
): Promise<{ outcome: EffectOutcome; sentAt?: number }> {
  const { key, lead } = context;
  if (!lead.phone)
    return { outcome: { kind: 'failed', code: 'no-number', text: 'Not sent: the lead has no phone number' } };
  const number = lead.phone;
  const rendered = await renderer.render({
    subject: text,
    html: '',
    data: mailData(run, context, run.sender.name, ''),
  });
  if (rendered.kind === 'fault')
    return { outcome: { kind: 'failed', code: rendered.code, text: 'Not sent: its text could not be filled in' } };
  const message = rendered.subject;
  if (message.length > MAX_TEXT)
    return {
      outcome: { kind: 'failed', code: 'text-too-long', text: `Not sent: ${message.length} characters are too many` },
    };
  let gate: GateAnswer | undefined;
  const outcome = await channel.send(
    { workspaceId: run.workspaceId, leadId: lead.id, to: number, text: message, key },
    async () => {
      gate = await openGate(run.workspaceId, {
        key,
        fence,
        runId: run.id,
        channel: 'sms',
        address: number,
        addressHash: numberHashOf(secret, run.workspaceId, number),
        message: { subject: '', html: '', body: message, links: [] },
      });
      return gate.open ? { open: true } : { open: false, reason: gate.code };
    },
  );
  return {
    outcome: smsOutcome(outcome, port, message),
    ...(gate?.open && outcome.kind !== 'retry' ? { sentAt: gate.sentAt } : {}),
  };
}

function smsOutcome(outcome: SmsOutcome, port: string, message: string): EffectOutcome {
  switch (outcome.kind) {
    case 'accepted':
      return { kind: 'done', port, text: `Sent “${message.slice(0, 60)}${message.length > 60 ? '…' : ''}”` };
    case 'withheld':
      return outcome.reason === 'suppressed'
        ? // The number stopped our texts a moment ago: the run has other channels.
          { kind: 'failed', code: 'suppressed', text: 'Not sent: the lead has stopped text messages' }
        : {
            kind: 'withheld',
            code: outcome.reason,
            final: false,
            text: 'Withheld: the run was stopped before it began',
          };
    case 'retry':
      return { kind: 'retry', code: outcome.reason, text: 'Not sent yet: the provider asks to try later' };
    case 'failed':
      return { kind: 'failed', code: outcome.reason, text: `Not sent: ${outcome.reason.replaceAll('_', ' ')}` };
    default:
      return outcome satisfies never;
  }
}
