import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testChannel, until } from '../conformance.ts';
import type { Gate } from '../gate.ts';
import { silentLog } from '../log.ts';
import type { EmailChannel, SendOutcome } from './channel.ts';
import { createSmtpChannel, type SmtpChannelOptions } from './smtp.ts';
import { type SmtpSink, startSmtpSink } from './smtp-sink.ts';
import { SINK_FAULTS, type SinkAction, type SinkPoint } from './smtp-sink-rules.ts';

const RECIPIENT = 'canary.lead@example.net';
const QUICK = { acquire: 300, connect: 400, envelope: 400, total: 1200, idle: 5000 };
const open: Gate = async () => ({ open: true });

const mail = (key: string, body = 'hello\r\n.leading dot\r\n'): Buffer =>
  Buffer.from(`From: a@example.com\r\nTo: ${RECIPIENT}\r\nMessage-ID: <${key}>\r\nSubject: s\r\n\r\n${body}`);

const sendOne = (channel: EmailChannel, key: string, gate: Gate = open, signal?: AbortSignal): Promise<SendOutcome> =>
  channel.send({
    envelope: { from: 'a@example.com', to: RECIPIENT },
    message: mail(key),
    gate,
    ...(signal ? { signal } : {}),
  });

testChannel('email over SMTP', async () => {
  const sink = await startSmtpSink();
  const channel = createSmtpChannel({ url: sink.url, timeouts: QUICK, log: silentLog });
  let number = 0;
  return {
    behave(how) {
      sink.rules.set(
        ...{
          accept: [],
          'die before the message': [{ at: 'rcpt', does: { kind: 'drop' } } as const],
          defer: [SINK_FAULTS.greylist],
          refuse: [SINK_FAULTS.unknownUser],
          'take and die': [{ at: 'dot', does: { kind: 'drop', taken: true } } as const],
          'hang after the message': [{ at: 'dot', does: { kind: 'stall' } } as const],
        }[how],
      );
    },
    send: (gate) => sendOne(channel, `m${number++}`, gate),
    arrived: () => sink.mailbox.taken,
    busy: () => sink.mailbox.invited > 0,
    close: () => channel.close(),
    dispose: () => sink.close(),
  };
});

describe('the SMTP channel', () => {
  let sink: SmtpSink;
  let channels: EmailChannel[];
  /** The channel's own ends of its connections. */
  let sockets: Socket[];
  const onSocket = (message: unknown) => void sockets.push((message as { socket: Socket }).socket);
  const start = (options: Partial<SmtpChannelOptions> = {}): EmailChannel => {
    const channel = createSmtpChannel({ url: sink.url, timeouts: QUICK, log: silentLog, ...options });
    channels.push(channel);
    return channel;
  };
  beforeEach(async () => {
    sink = await startSmtpSink();
    channels = [];
    sockets = [];
    subscribe('net.client.socket', onSocket);
  });
  afterEach(async () => {
    unsubscribe('net.client.socket', onSocket);
    await Promise.all(channels.map((channel) => channel.close()));
    await sink.close();
  });

  test('the gate is asked only after the 354, and no body byte leaves before it opens', async () => {
    let invitedAtGate = 0;
    let seenAtGate = -1;
    const outcome = await sendOne(start(), 'k', async () => {
      invitedAtGate = sink.mailbox.invited;
      seenAtGate = sink.mailbox.seen;
      return { open: true };
    });
    expect(invitedAtGate).toBe(1);
    expect(seenAtGate).toBe(0);
    expect(outcome).toEqual({ kind: 'accepted', code: 250, providerId: 'SINK00000001' });
    expect(sink.mailbox.messages[0]?.raw).toContain('\r\n.leading dot\r\n');
  });

  test('a withheld message costs its connection, which the server sees closed without a mail', async () => {
    const channel = start();
    await sendOne(channel, 'k', async () => ({ open: false, reason: 'opted_out' }));
    await until(() => sink.open === 0);
    expect(sink.mailbox.seen).toBe(0);
    await sendOne(channel, 'k2');
    expect(sink.connections).toBe(2);
  });

  test('connections are reused, and never more than allowed at once', async () => {
    const channel = start({ maxConnections: 2 });
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, n) => sendOne(channel, `k${n}`)));
    expect(outcomes.every(({ kind }) => kind === 'accepted')).toBe(true);
    expect(sink.connections).toBeLessThanOrEqual(2);
    expect(sink.mailbox.doubles()).toEqual([]);
    expect(sink.mailbox.taken).toBe(20);
  });

  test('a refused recipient leaves the connection usable', async () => {
    const channel = start({ maxConnections: 1 });
    sink.rules.set({ ...SINK_FAULTS.unknownUser, times: 3 });
    for (let n = 0; n < 3; n++) expect((await sendOne(channel, `k${n}`)).kind).toBe('failed');
    expect((await sendOne(channel, 'good')).kind).toBe('accepted');
    expect(sink.connections).toBe(1);
  });

  test('a pooled connection that died is replaced once, unseen', async () => {
    const channel = start();
    await sendOne(channel, 'k1');
    sink.rules.set({ at: 'mail', does: { kind: 'drop' }, times: 1 });
    expect((await sendOne(channel, 'k2')).kind).toBe('accepted');
    expect(sink.connections).toBe(2);
    sink.rules.set({ at: 'mail', does: { kind: 'drop' } });
    expect(await sendOne(channel, 'k3')).toMatchObject({ kind: 'retry', reason: 'connection_lost' });
    expect(sink.connections).toBe(3);
  });

  test('a new connection that dies is not tried again behind the back of the caller', async () => {
    sink.rules.set({ at: 'mail', does: { kind: 'drop' } });
    expect(await sendOne(start(), 'k')).toMatchObject({ kind: 'retry', reason: 'connection_lost' });
    expect(sink.connections).toBe(1);
  });

  test('connections that a restarting server cut are forgotten', async () => {
    const channel = start();
    await sendOne(channel, 'k1');
    sink.cut();
    await until(() => sink.open === 0);
    expect((await sendOne(channel, 'k2')).kind).toBe('accepted');
  });

  test('idle connections are closed', async () => {
    await sendOne(start({ timeouts: { ...QUICK, idle: 30 } }), 'k');
    await until(() => sink.open === 0);
  });

  test('a send that finds every connection busy gives up in time, to be tried again', async () => {
    const channel = start({ maxConnections: 1 });
    sink.rules.set({ at: 'dot', does: { kind: 'slow', delayMs: 600 } });
    const first = sendOne(channel, 'k1');
    await until(() => sink.mailbox.invited === 1);
    expect(await sendOne(channel, 'k2')).toMatchObject({ kind: 'retry', reason: 'channel_busy' });
    expect((await first).kind).toBe('accepted');
  });

  test('a signal ends a send before the gate and is ignored after it', async () => {
    const channel = start();
    sink.rules.set({ at: 'rcpt', does: { kind: 'stall' }, times: 1 });
    const early = new AbortController();
    const aborted = sendOne(channel, 'k1', open, early.signal);
    await until(() => sink.rules.applied === 1);
    early.abort();
    expect(await aborted).toMatchObject({ kind: 'retry', reason: 'aborted' });
    const late = new AbortController();
    const outcome = await sendOne(
      channel,
      'k2',
      async () => {
        late.abort();
        return { open: true };
      },
      late.signal,
    );
    expect(outcome.kind).toBe('accepted');
  });

  test('a connection lost while the gate decides waits for the gate and says what the ledger row says', async () => {
    const channel = start();
    const lost = async () => {
      sink.cut();
      await until(() => sockets.every(({ destroyed }) => destroyed));
    };
    const opened = await sendOne(channel, 'k1', async () => {
      await lost();
      return { open: true };
    });
    expect(opened).toMatchObject({ kind: 'retry', safe: true, gateOpened: true });
    const closed = await sendOne(channel, 'k2', async () => {
      await lost();
      return { open: false, reason: 'moved' };
    });
    expect(closed).toEqual({ kind: 'withheld', reason: 'moved' });
    expect(sink.mailbox.seen).toBe(0);
  });

  test('a server that answers before it got the message never gets it', async () => {
    const channel = start();
    sink.rules.set({ at: 'data', does: { kind: 'reply', text: '354 go\r\n250 2.0.0 taken already' } });
    const outcome = await sendOne(channel, 'k', async () => {
      // Both lines came in one segment; the SMTP client reads one a turn.
      for (let n = 0; n < 10; n++) await turn();
      return { open: true };
    });
    expect(outcome).toMatchObject({ kind: 'retry', reason: 'protocol_error', gateOpened: true });
    expect(sink.mailbox.seen).toBe(0);
  });

  test('a refused connection is safe to try again and heals when the server is back', async () => {
    const channel = start();
    await sink.refuse();
    expect(await sendOne(channel, 'k')).toMatchObject({ kind: 'retry', reason: 'connect_failed', gateOpened: false });
    await sink.listen();
    expect((await sendOne(channel, 'k')).kind).toBe('accepted');
  });

  const DROPS: [SinkPoint, SendOutcome['kind']][] = [
    ['banner', 'retry'],
    ['ehlo', 'retry'],
    ['mail', 'retry'],
    ['rcpt', 'retry'],
    ['data', 'retry'],
    ['body', 'unknown'],
    ['dot', 'unknown'],
  ];
  test.each(DROPS)('a drop at %s ends in %s, and so does a stall', async (at, kind) => {
    for (const does of ['drop', 'stall'] as const) {
      const channel = start();
      sink.rules.set({ at, does: { kind: does } });
      expect(await sendOne(channel, `${at}-${does}`)).toMatchObject({ kind });
    }
    expect(sink.mailbox.taken).toBe(0);
  });

  const REPLIES: [SinkPoint, string, object][] = [
    ['banner', '554 5.7.1 %RCPT% go away', { kind: 'retry', reason: 'service_refused', code: 554 }],
    ['banner', '421 4.3.2 busy', { kind: 'retry', reason: 'deferred', code: 421 }],
    ['mail', '421 4.3.2 closing', { kind: 'retry', code: 421, enhanced: '4.3.2' }],
    ['mail', '550 5.1.8 bad sender', { kind: 'failed', fault: 'sender', recipientFault: false }],
    ['rcpt', '450 4.2.0 <%RCPT%> try again in 5 minutes', { kind: 'retry', after: 300_000, enhanced: '4.2.0' }],
    ['rcpt', '550 5.1.1 <%RCPT%>: user unknown', { kind: 'failed', fault: 'recipient', recipientFault: true }],
    ['rcpt', '550 <%RCPT%>: no such user here', { kind: 'failed', fault: 'recipient', recipientFault: true }],
    ['rcpt', '550 <%RCPT%>: blocked by list', { kind: 'failed', fault: 'policy', recipientFault: false }],
    ['rcpt', '550 5.2.1 <%RCPT%>: disabled', { kind: 'failed', reason: 'recipient_disabled', recipientFault: true }],
    ['rcpt', '552 5.2.2 <%RCPT%>: full', { kind: 'failed', reason: 'mailbox_full', recipientFault: false }],
    ['data', '451 4.7.1 greylisted', { kind: 'retry', code: 451, gateOpened: false }],
    ['dot', '451 4.3.0 %RCPT% later', { kind: 'retry', code: 451, gateOpened: true }],
    ['dot', '421 4.3.2 %RCPT% closing', { kind: 'retry', code: 421, gateOpened: true }],
    ['dot', '554 5.7.1 %RCPT% spam', { kind: 'failed', fault: 'policy', gateOpened: true }],
    ['dot', '550 5.7.26 unauthenticated', { kind: 'failed', fault: 'sender', reason: 'sender_unauthenticated' }],
    [
      'dot',
      '550-5.7.515 Access denied\r\n550 5.7.515 domain',
      { kind: 'failed', fault: 'sender', recipientFault: false },
    ],
    ['dot', '535 5.7.9 app password', { kind: 'failed', fault: 'sender', recipientFault: false }],
    ['dot', '552 5.3.4 too big', { kind: 'failed', reason: 'message_too_large', fault: 'content' }],
  ];
  test.each(REPLIES)('at %s the reply "%s" is judged', async (at, text, expected) => {
    const lines: string[] = [];
    const write = (fields: object, message: string) => void lines.push(JSON.stringify(fields) + message);
    sink.rules.set({ at, does: { kind: 'reply', text } satisfies SinkAction });
    const outcome = await sendOne(start({ log: { info: write, warn: write } }), 'k');
    expect(outcome).toMatchObject(expected);
    expect(JSON.stringify(outcome) + lines.join()).not.toMatch(/canary|spam|unknown:|user/);
    expect(lines).toHaveLength(1);
  });

  test('with pipelining the gate still comes last and a refusal still counts', async () => {
    const piping = await startSmtpSink({ pipelining: true });
    try {
      const channel = start({ url: piping.url, maxConnections: 1 });
      let invited = 0;
      const gate: Gate = async () => {
        invited = piping.mailbox.invited;
        return { open: true };
      };
      expect((await sendOne(channel, 'k1', gate)).kind).toBe('accepted');
      expect(invited).toBe(1);
      piping.rules.set({ ...SINK_FAULTS.unknownUser, times: 1 });
      expect(await sendOne(channel, 'k2')).toMatchObject({ kind: 'failed', recipientFault: true, gateOpened: false });
      expect((await sendOne(channel, 'k3')).kind).toBe('accepted');
      expect(piping.connections).toBe(1);
    } finally {
      await piping.close();
    }
  });
});
