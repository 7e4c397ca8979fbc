import type { Gate } from '../gate.ts';

export type HttpRetryReason =
  | 'channel_closed'
  | 'aborted'
  | 'dns_failed'
  | 'connect_failed'
  | 'tls_failed'
  | 'gate_failed'
  | 'rate_limited'
  | 'server_error';

export type HttpFailedReason =
  /** Not http or https, with credentials in it, or no URL at all. */
  | 'url_invalid'
  /** The host is, or resolves to, an address that hooks may not reach. */
  | 'address_refused'
  | 'request_invalid'
  /** 3xx: redirects are never followed, the URL must be the final one. */
  | 'redirected'
  /** 4xx other than 408, 425 and 429. */
  | 'refused';

/** How one request fared; the same kinds as for every channel. Reasons are our own codes. */
export type HttpOutcome =
  | {
      kind: 'accepted';
      status: number;
      contentType?: string;
      /** The answer as UTF-8 text, for later nodes; cut at `maxBytes` or at the time limit. */
      body: string;
      truncated: boolean;
    }
  | { kind: 'withheld'; reason: string }
  | {
      kind: 'retry';
      /** Whether the target says or shows that it has done nothing; false for 500, 502 and 504. */
      safe: boolean;
      reason: HttpRetryReason;
      gateOpened: boolean;
      status?: number;
      /** Milliseconds, from Retry-After. */
      after?: number;
    }
  | { kind: 'failed'; reason: HttpFailedReason; gateOpened: boolean; status?: number }
  /** The request may have been done; a repeat should carry the same idempotency key. */
  | { kind: 'unknown'; reason: 'connection_lost' | 'reply_timeout' | 'protocol_error' };

export interface HttpRequest {
  url: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Names and values; those of the connection (Host, Content-Length, …) are ours and dropped. */
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Sent as Idempotency-Key: the same for every repeat. */
  idempotencyKey?: string;
  /** For the whole exchange; default 10 s. */
  timeoutMs?: number;
  /** Of the answer's body that are kept; default 256 kB. */
  maxBytes?: number;
  /** Asked before the connection is opened, after the address was checked; open by default. */
  gate?: Gate;
  /** Gives up before the gate is asked; ignored later. */
  signal?: AbortSignal;
}

export interface HttpChannel {
  /** Makes one request and tells how it fared; never rejects. */
  request(request: HttpRequest): Promise<HttpOutcome>;
  /** Takes no further request and waits for those under way. */
  close(): Promise<void>;
}
