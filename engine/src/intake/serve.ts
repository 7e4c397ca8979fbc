import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Database } from '../db/client.ts';
import { type CallAnswer, jsonAnswer, PREFLIGHT, problemAnswer, send } from './answer.ts';
import { CallerGone, readJsonBody } from './body.ts';
import { addressOf, basicUser } from './caller.ts';
import { gatherCalls } from './gather.ts';
import { IntakeError } from './intake-error.ts';
import { keepRejected } from './keep-rejected.ts';
import { createMinuteCounts, type MinuteCounts } from './minute-counts.ts';
import { SEGMENT_TYPES } from './segment.ts';
import { takeIn } from './take-in.ts';
import { createWriteKeys } from './write-keys.ts';

export interface IntakeOptions {
  db: Database;
  /** Wakes the dispatcher for the rows of a commit. */
  nudge(): void;
  /** Calls a minute from one address, and calls with an unknown key; SDKs batch, so this is far above honest use. */
  callsPerMinute?: number | undefined;
  /** Calls a minute with one key, from all addresses together: one that stands in a web page is used from many. */
  callsPerKey?: number | undefined;
  /** Calls a minute with all keys of a workspace together. */
  callsPerWorkspace?: number | undefined;
  refusalsPerMinute?: number | undefined;
  counts?: MinuteCounts;
  trustedProxies?: number | undefined;
  /** The site is reached by https only. */
  secure?: boolean;
  /** Called after each answer: for metrics and the log. */
  onAnswer?(source: string, status: number, seconds: number): void;
  /** A fault of ours; the answer names it by the id and says nothing of it. */
  onFault?(error: unknown, requestId: string): void;
}

export interface Intake {
  /** Serves a call of the intake; false where the request is none, and is left to the other routes. */
  serve(request: IncomingMessage, response: ServerResponse): boolean;
  stop(): Promise<void>;
}

/** Seconds; the counts begin anew each minute. */
const LATER = { 'retry-after': '60' };
const tooMany = () =>
  new IntakeError('too-many-requests', 429, 'Too many calls within this minute; the client tries again by itself.');
const PREFIX = '/v1/';
/** By path. Segment's browser library says only the first letter. */
const SOURCES: ReadonlyMap<string, string> = new Map(
  [...SEGMENT_TYPES, 'batch'].flatMap((source) => [
    [source, source],
    [source.charAt(0), source],
  ]),
);

/**
 * Segment's HTTP tracking api: `POST /v1/identify`, `/track`, `/page`, `/screen`, `/group`, `/alias`, `/batch`. The write key is the Basic user or `writeKey` in
 * the body. Any page may call it. 200 comes after the commit; 400, 401 and 413 are final (clients drop the call), 429 and 5xx are tried again.
 *
 * It stands before Express: a call costs some 0.1 ms in all, and half of that would be Express' own.
 */
export async function createIntake(options: IntakeOptions): Promise<Intake> {
  const { db, nudge, callsPerMinute = 60_000, callsPerKey = 120_000, callsPerWorkspace = 240_000 } = options;
  const { refusalsPerMinute = 120 } = options;
  const { counts = createMinuteCounts(), trustedProxies = 0, secure = false, onAnswer, onFault } = options;
  const keys = await createWriteKeys(db);
  const record = gatherCalls(db);

  async function take(request: IncomingMessage, source: string): Promise<CallAnswer> {
    const receivedAt = Date.now();
    const header = basicUser(request.headers.authorization);
    const body = await readJsonBody(request);
    const key = header ?? (typeof body.writeKey === 'string' ? body.writeKey : '');
    // One in the header was counted before the body was read.
    if (header === undefined && key !== '' && counts.add(`key ${key}`) > callsPerKey) throw tooMany();
    const workspaceId = await workspaceOf(key);
    if (counts.add(`workspace ${workspaceId}`) > callsPerWorkspace) throw tooMany();
    const answer = await takeIn(db, workspaceId, source, body, receivedAt, record);
    nudge();
    return jsonAnswer(answer);
  }

  /** @throws IntakeError `write-key-missing`, `write-key-unknown` */
  async function workspaceOf(key: string): Promise<string> {
    if (key === '')
      throw new IntakeError(
        'write-key-missing',
        401,
        'No write key: send it as the user of Basic authorization (with an empty password) or as "writeKey" in the body.',
      );
    const found = await keys.workspaceOf(key);
    if (found !== null) return found;
    const text = 'The write key is unknown or was revoked: copy one from Settings, Keys.';
    throw new IntakeError('write-key-unknown', 401, text);
  }

  /** A body that could not be read shows on the Events page only where the header names the key. */
  async function keepUnread(request: IncomingMessage, source: string, { code, message }: IntakeError): Promise<void> {
    const key = basicUser(request.headers.authorization);
    const workspaceId = key && (await Promise.resolve(keys.workspaceOf(key)).catch(() => null));
    if (workspaceId) await keepRejected(db, workspaceId, [{ source, code, message, body: '' }]);
  }

  function isTooMany(request: IncomingMessage, address: string): boolean {
    const key = basicUser(request.headers.authorization);
    if (counts.add(`calls ${address}`) > callsPerMinute) return true;
    if (key !== undefined && counts.add(`key ${key}`) > callsPerKey) return true;
    return counts.count(`refused ${address}`) >= refusalsPerMinute;
  }

  async function answerTo(request: IncomingMessage, source: string, requestId: string): Promise<CallAnswer> {
    const address = addressOf(request, trustedProxies);
    if (isTooMany(request, address)) {
      const closing: Record<string, string> = request.complete ? {} : { connection: 'close' };
      return problemAnswer(tooMany(), requestId, { ...LATER, ...closing });
    }
    try {
      return await take(request, source);
    } catch (error) {
      if (!(error instanceof IntakeError)) throw error;
      if (error.status === 401) counts.add(`refused ${address}`);
      if (error.code.startsWith('body-')) await keepUnread(request, source, error);
      // What was not read of a body that is too large would be taken for the next request.
      return problemAnswer(
        error,
        requestId,
        error.status === 413 ? { connection: 'close' } : error.status === 429 ? LATER : {},
      );
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse, source: string): Promise<void> {
    const began = performance.now();
    const requestId = randomUUID();
    let answer: CallAnswer;
    try {
      answer = await answerTo(request, source, requestId);
    } catch (error) {
      if (error instanceof CallerGone) return;
      onFault?.(error, requestId);
      const message = 'Something failed on the server; nothing was changed. The log names it by the request id.';
      answer = problemAnswer({ status: 500, code: 'internal', message }, requestId);
    }
    send(response, answer, secure);
    onAnswer?.(source, answer.status, (performance.now() - began) / 1000);
  }

  return {
    serve(request, response) {
      const { url = '', method } = request;
      if (!url.startsWith(PREFIX)) return false;
      if (method === 'OPTIONS') {
        send(response, PREFLIGHT, secure);
        return true;
      }
      const source = sourceOf(url);
      if (method === 'POST' && source !== undefined) {
        void handle(request, response, source);
        return true;
      }
      response.setHeader('access-control-allow-origin', '*');
      return false;
    },
    stop: keys.stop,
  };
}

/** `/v1/track`, `/v1/track/`, `/v1/track?…`, `/v1/t` → `track`. */
function sourceOf(url: string): string | undefined {
  const path = url.slice(PREFIX.length);
  const found = SOURCES.get(path);
  if (found !== undefined) return found;
  return SOURCES.get(path.split('?', 1)[0]?.replace(/\/$/, '') ?? '');
}
