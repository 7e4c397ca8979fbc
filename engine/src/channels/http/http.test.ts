import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testChannel } from '../conformance.ts';
import { silentLog } from '../log.ts';
import { createAddressGuard } from './address-guard.ts';
import { createHttpChannel } from './http.ts';
import type { HttpChannel, HttpRequest } from './outcome.ts';

const LOOPBACK = ['127.0.0.0/8'];

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A web server that does as told and keeps what it was asked. */
async function startTarget() {
  const asked: { request: IncomingMessage; body: string }[] = [];
  const state: { handler: Handler } = { handler: (_request, response) => response.end('ok') };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    asked.push({ request, body });
    state.handler(request, response, body);
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { asked, state, url: `http://127.0.0.1:${port}/hook?a=1`, port, stop };
}

testChannel('http', async () => {
  const target = await startTarget();
  const channel = createHttpChannel({ allow: LOOPBACK, log: silentLog });
  let key = 0;
  let gates = 0;
  return {
    async behave(how) {
      if (how === 'die before the message') return target.stop();
      target.state.handler = (_request, response) => {
        if (how === 'defer') response.writeHead(503, { 'retry-after': '7' }).end();
        else if (how === 'refuse') response.writeHead(422).end();
        else if (how === 'take and die') response.destroy();
        else if (how === 'accept') response.end();
      };
    },
    send: (gate) =>
      channel.request({
        url: target.url,
        method: 'POST',
        body: '{}',
        idempotencyKey: `k${key++}`,
        timeoutMs: 600,
        gate: () => {
          gates++;
          return gate();
        },
      }),
    arrived: () => target.asked.length,
    busy: () => gates > 0,
    close: () => channel.close(),
    dispose: () => target.stop(),
  };
});

describe('the HTTP channel', () => {
  let target: Awaited<ReturnType<typeof startTarget>>;
  let channel: HttpChannel;
  beforeEach(async () => {
    target = await startTarget();
    channel = createHttpChannel({ allow: LOOPBACK, log: silentLog });
  });
  afterEach(async () => {
    await channel.close();
    await target.stop();
  });
  const request = (more: Partial<HttpRequest> = {}) =>
    channel.request({ url: target.url, method: 'POST', body: '{"a":1}', timeoutMs: 1500, ...more });
  const answer = (handler: Handler) => {
    target.state.handler = handler;
  };

  test('headers, body and idempotency key arrive; the answer comes back', async () => {
    answer((_request, response) => response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":"ü"}'));
    const headers = { 'Content-Type': 'application/json', 'X-Own': 'y', Host: 'evil', 'Content-Length': '1' };
    expect(await request({ headers, idempotencyKey: 'run:node:1' })).toEqual({
      kind: 'accepted',
      status: 201,
      contentType: 'application/json',
      body: '{"id":"ü"}',
      truncated: false,
    });
    const [asked] = target.asked;
    expect(asked?.body).toBe('{"a":1}');
    expect(asked?.request.url).toBe('/hook?a=1');
    expect(asked?.request.headers).toMatchObject({
      'idempotency-key': 'run:node:1',
      'x-own': 'y',
      host: `127.0.0.1:${target.port}`,
      'content-length': '7',
    });
  });

  test.each([
    [302, { location: 'http://127.0.0.1:1/' }, { kind: 'failed', reason: 'redirected' }],
    [404, {}, { kind: 'failed', reason: 'refused', status: 404 }],
    [429, { 'retry-after': '120' }, { kind: 'retry', safe: true, after: 120_000, reason: 'rate_limited' }],
    [429, { 'retry-after': '99999999' }, { kind: 'retry', after: 86_400_000 }],
    [503, { 'retry-after': 'rubbish' }, { kind: 'retry', safe: true, reason: 'server_error' }],
    [500, {}, { kind: 'retry', safe: false, status: 500 }],
  ])('the status %s with %j is judged', async (status, headers, expected) => {
    answer((_request, response) => response.writeHead(status, headers).end('canary'));
    const outcome = await request();
    expect(outcome).toMatchObject(expected);
    expect(JSON.stringify(outcome)).not.toContain('canary');
    expect(target.asked).toHaveLength(1);
  });

  test('Retry-After may be a date', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    answer((_request, response) => response.writeHead(503, { 'retry-after': date }).end());
    const outcome = await request();
    expect(outcome.kind === 'retry' && outcome.after).toBeGreaterThan(50_000);
    expect(outcome.kind === 'retry' && outcome.after).toBeLessThanOrEqual(60_000);
  });

  test('an endless answer is cut at its limit and the connection ends', async () => {
    let ended = false;
    answer((_request, response) => {
      const pump = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', pump).on('close', () => {
        ended = true;
      });
      pump();
    });
    expect(await request({ maxBytes: 1000 })).toMatchObject({
      kind: 'accepted',
      body: 'x'.repeat(1000),
      truncated: true,
    });
    await expect.poll(() => ended).toBe(true);
  });

  test('an answer that drips is cut at the time limit', async () => {
    let drip: NodeJS.Timeout | undefined;
    answer((_request, response) => {
      drip = setInterval(() => response.write('x'), 20);
    });
    const started = performance.now();
    expect(await request({ timeoutMs: 300 })).toMatchObject({ kind: 'accepted', truncated: true });
    clearInterval(drip);
    expect(performance.now() - started).toBeLessThan(1500);
  });

  test('rubbish instead of HTTP leaves it unknown', async () => {
    answer((asked) => asked.socket.end('nonsense\r\n\r\n'));
    expect(await request()).toMatchObject({ kind: 'unknown', reason: 'protocol_error' });
  });

  test.each(['ftp://e.com/', 'javascript:1', 'http://user:pass@127.0.0.1/', 'nonsense', ''])(
    '%j is no URL for a hook',
    async (url) => {
      expect(await request({ url })).toEqual({ kind: 'failed', reason: 'url_invalid', gateOpened: false });
    },
  );

  test('a header that would start another is refused', async () => {
    expect(await request({ headers: { 'x-a': 'b\r\nx-c: d' } })).toMatchObject({ reason: 'request_invalid' });
    expect(await request({ headers: { 'x a': 'b' } })).toMatchObject({ reason: 'request_invalid' });
    expect(await request({ idempotencyKey: 'a\nb' })).toMatchObject({ reason: 'request_invalid' });
    expect(target.asked).toHaveLength(0);
  });

  test.each([
    'http://127.0.0.1:PORT/',
    'http://localhost:PORT/',
    'http://2130706433:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://0x7f.1:PORT/',
    'http://127.1:PORT/',
    'http://①②⑦.0.0.1:PORT/',
    'http://0:PORT/',
    'http://[::1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[64:ff9b::7f00:1]:PORT/',
    'http://[2002:7f00:1::]:PORT/',
    'http://169.254.169.254/latest/meta-data/',
  ])('without an allow-list %s is refused before the gate is asked', async (url) => {
    const strict = createHttpChannel({ log: silentLog });
    let asked = 0;
    const gate = async () => {
      asked++;
      return { open: true } as const;
    };
    const outcome = await strict.request({ url: url.replace('PORT', `${target.port}`), method: 'GET', gate });
    expect(outcome).toEqual({ kind: 'failed', reason: 'address_refused', gateOpened: false });
    expect(asked + target.asked.length).toBe(0);
  });

  test('a name is resolved once, and only the checked address is connected to', async () => {
    let asked = 0;
    const rebinding = createHttpChannel({
      allow: LOOPBACK,
      log: silentLog,
      resolve: async () => {
        asked++;
        return asked === 1 ? [{ address: '127.0.0.1', family: 4 }] : [{ address: '10.0.0.1', family: 4 }];
      },
    });
    const url = `http://hook.example:${target.port}/`;
    expect(await rebinding.request({ url, method: 'GET' })).toMatchObject({ kind: 'accepted' });
    expect(asked).toBe(1);
    expect(target.asked[0]?.request.headers.host).toBe(`hook.example:${target.port}`);
    expect(await rebinding.request({ url, method: 'GET' })).toMatchObject({ reason: 'address_refused' });
  });

  test('one private address among public ones refuses the whole name', async () => {
    const mixed = createHttpChannel({
      log: silentLog,
      resolve: async () => [
        { address: '93.184.216.34', family: 4 },
        { address: '10.0.0.1', family: 4 },
      ],
    });
    expect(await mixed.request({ url: 'http://e.example/', method: 'GET' })).toMatchObject({
      reason: 'address_refused',
    });
  });

  test('a name that does not resolve, at all or in time, may be tried again', async () => {
    for (const resolve of [() => Promise.reject(new Error('no')), () => new Promise<never>(() => {})]) {
      const lost = createHttpChannel({ log: silentLog, resolve });
      const outcome = await lost.request({ url: 'http://e.example/', method: 'GET', timeoutMs: 50 });
      expect(outcome).toMatchObject({ kind: 'retry', reason: 'dns_failed', gateOpened: false });
    }
  });
});

test.each([
  ['8.8.8.8', true],
  ['2606:4700::1111', true],
  ...[
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.31.0.1',
    '192.168.1.1',
    '192.0.0.8',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '168.63.129.16',
    '::',
    '::1',
    '::ffff:8.8.8.8',
    '::8.8.8.8',
    '64:ff9b::808:808',
    '64:ff9b:1::808:808',
    '2002:808:808::',
    '2001::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'fd00::1',
    'ff02::1',
    '2001:db8::1',
    '4000::1',
    '0177.0.0.1',
    '2130706433',
    '127.1',
    'localhost',
    '',
  ].map((address): [string, boolean] => [address, false]),
])('the guard on %j says %s', (address, admitted) => {
  expect(createAddressGuard().admits(address)).toBe(admitted);
});

test('a wrong allow-list is named', () => {
  expect(() => createAddressGuard(['127.0.0.1'])).toThrow(/"127.0.0.1" is not a CIDR range/);
});
