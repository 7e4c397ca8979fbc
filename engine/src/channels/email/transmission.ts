import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SendOutcome, SendRequest } from './channel.ts';
import { GatedBody, type GateVerdict } from './gated-body.ts';
import { judgeAfterMessage, judgeFault, providerIdOf, type SmtpFault } from './smtp-reply.ts';

export interface Transmission {
  outcome: SendOutcome;
  /** Whether the connection may carry another message: as it is, after a reset, or not at all. */
  connection: 'clean' | 'reset' | 'drop';
  /** The connection was lost before the gate was asked: a fresh one may be tried at once. */
  lostBeforeGate: boolean;
}

interface Limits {
  /** Milliseconds until the 354. */
  envelopeMs: number;
  /** Milliseconds until a reply to the message. */
  totalMs: number;
}

/**
 * Carries one message over one connection.
 *
 *   envelope ──354──▶ gate ──open──▶ message ──reply──▶ accepted | failed | retry
 *      │               ├──closed──▶ withheld             └──silence──▶ unknown
 *      └──any fault──▶ retry | failed (nothing was sent)
 *
 * A fault while the gate is being asked waits for the gate's answer: only that tells what the ledger row says.
 */
export function transmit(connection: SMTPConnection, request: SendRequest, limits: Limits): Promise<Transmission> {
  return new Promise((resolve) => {
    let finished = false;
    const finish = (transmission: Transmission) => {
      if (finished) return;
      finished = true;
      clearTimeout(envelopeTimer);
      clearTimeout(totalTimer);
      request.signal?.removeEventListener('abort', onAbort);
      if (transmission.connection === 'drop') connection.close();
      resolve(transmission);
    };
    const drop = (outcome: SendOutcome) => finish({ outcome, connection: 'drop', lostBeforeGate: false });
    const body = new GatedBody(request.message, request.gate, (verdict) => {
      clearTimeout(envelopeTimer);
      if (verdict.state !== 'open') drop(unsentOutcome(verdict));
    });

    const fail = async (fault: SmtpFault) => {
      if (!body.verdict) {
        const outcome = judgeFault(fault, false);
        const lostBeforeGate = !fault.responseCode ? isLoss(fault) : fault.responseCode === 421;
        finish({ outcome, connection: reusable(fault) ? 'reset' : 'drop', lostBeforeGate });
        return;
      }
      // Closed at once, a gate that opens late finds its stream destroyed and pushes nothing.
      if (!body.pushed) body.destroy();
      if (!body.pushed || !reusable(fault)) connection.close();
      const verdict = await body.verdict;
      if (verdict.state !== 'open') return drop(unsentOutcome(verdict));
      const outcome = verdict.pushed ? judgeAfterMessage(fault) : judgeFault(fault, true);
      finish({ outcome, connection: verdict.pushed && reusable(fault) ? 'reset' : 'drop', lostBeforeGate: false });
    };

    const onAbort = () => {
      if (!body.asked) drop({ kind: 'retry', safe: true, reason: 'aborted', gateOpened: false });
    };
    const timeout: SmtpFault = { code: 'ETIMEDOUT', timeoutType: 'SOCKET_TIMEOUT' };
    const envelopeTimer = setTimeout(() => {
      if (!body.asked) void fail(timeout);
    }, limits.envelopeMs);
    const totalTimer = setTimeout(() => void fail(timeout), limits.totalMs);
    request.signal?.addEventListener('abort', onAbort, { once: true });

    if (request.signal?.aborted) return onAbort();
    const { from, to } = request.envelope;
    const envelope = { from, to: [to], size: request.message.length };
    connection.send(envelope, body, (error, info) => {
      if (error) return void fail(error);
      // A server that takes the mail before it was sent has lost its place in the conversation.
      if (!body.pushed) return void fail({ code: 'EPROTOCOL' });
      const providerId = providerIdOf(info.response, to, info.serverMessageId);
      const code = Number(info.response.slice(0, 3)) || 250;
      const outcome: SendOutcome = { kind: 'accepted', code, ...(providerId ? { providerId } : {}) };
      finish({ outcome, connection: 'clean', lostBeforeGate: false });
    });
  });
}

function unsentOutcome(verdict: Exclude<GateVerdict, { state: 'open' }>): SendOutcome {
  if (verdict.state === 'closed') return { kind: 'withheld', reason: verdict.reason };
  return { kind: 'retry', safe: true, reason: 'gate_failed', gateOpened: false };
}

/** A connection that answered the message in order can go on; 421 announces the end of it. */
function reusable(fault: SmtpFault): boolean {
  const inOrder = fault.code === 'EENVELOPE' || fault.code === 'EMESSAGE';
  return inOrder && Boolean(fault.responseCode) && fault.responseCode !== 421;
}

function isLoss(fault: SmtpFault): boolean {
  return fault.code === 'ECONNECTION' || fault.code === 'ESOCKET';
}
