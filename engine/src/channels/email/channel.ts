import type { Gate } from '../gate.ts';

/** Why a message may be tried again without the danger of a double. Our own codes, stable, safe to log and to store. */
export type RetryReason =
  | 'channel_closed'
  | 'channel_busy'
  | 'aborted'
  | 'connect_failed'
  | 'connect_timeout'
  | 'dns_failed'
  | 'tls_failed'
  | 'login_refused'
  | 'service_refused'
  | 'connection_lost'
  | 'envelope_timeout'
  | 'protocol_error'
  | 'gate_failed'
  | 'deferred';

/** Whose doing a permanent refusal is. Only `recipient` can be a reason to stop writing to an address. */
export type RefusalFault = 'recipient' | 'sender' | 'content' | 'policy';

export type FailedReason =
  | 'recipient_unknown'
  | 'recipient_disabled'
  | 'recipient_refused'
  | 'mailbox_full'
  | 'sender_refused'
  | 'sender_unauthenticated'
  | 'content_refused'
  | 'message_too_large'
  | 'policy_refused'
  | 'address_invalid';

export type UnknownReason = 'connection_lost' | 'reply_timeout' | 'protocol_error';

/** How one message fared. No member carries the recipient's address or the server's own words. */
export type SendOutcome =
  | {
      kind: 'accepted';
      /** The id the server gave the message, as far as its 250 line names one. */
      providerId?: string;
      /** The reply code, normally 250. */
      code: number;
    }
  | {
      /** The gate was closed: no byte of the message left, and the connection is gone. */
      kind: 'withheld';
      reason: string;
    }
  | {
      /** The server has not got the message and will not: trying again cannot double it. */
      kind: 'retry';
      safe: true;
      reason: RetryReason;
      /** Whether the gate had been opened, so that the ledger row says `transmitting` and has to go back to `claimed`. */
      gateOpened: boolean;
      /** The reply code, where there was a reply. */
      code?: number;
      /** Enhanced status code (RFC 3463), such as `4.7.1`. */
      enhanced?: string;
      /** Milliseconds the server asked us to wait, where it named a time. */
      after?: number;
    }
  | {
      kind: 'failed';
      reason: FailedReason;
      fault: RefusalFault;
      /** The address itself is dead (5.1.x, 5.2.1, or words that say so): suppress it. A full mailbox is not dead. */
      recipientFault: boolean;
      gateOpened: boolean;
      code?: number;
      enhanced?: string;
    }
  | {
      /** The message may or may not have been taken: the connection went after the gate had opened, without a reply. */
      kind: 'unknown';
      reason: UnknownReason;
    };

export interface SendRequest {
  /** Bare addresses, one recipient. */
  envelope: { from: string; to: string };
  /** The whole MIME message with CRLF line ends. */
  message: Buffer;
  gate: Gate;
  /** Gives up a send whose gate has not been asked; later it is ignored, since a message under way is never cut off. */
  signal?: AbortSignal;
}

export interface EmailChannel {
  /** Sends one message and tells how it fared; never rejects. */
  send(request: SendRequest): Promise<SendOutcome>;
  /** Takes no further message, waits for those under way, then closes every connection. */
  close(): Promise<void>;
}
