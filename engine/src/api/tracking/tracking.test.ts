import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase } from '../../db/client.ts';
import { createTrackingTokens } from '../../messages/tracking-token.ts';
import { problems } from '../problems.ts';
import type { Engagement } from './engagement.ts';
import { createEngagementRecorder, type EngagementRecorder } from './recorder.ts';
import { trackingRouter } from './router.ts';
import { createSpool } from './spool.ts';

const tokens = createTrackingTokens('a secret of the tracking tests');
const ids = { workspaceId: randomUUID(), sendId: randomUUID() };

describe('addresses in mails while the database is away', () => {
  let dir: string;
  let server: Server;
  let url: string;
  let recorder: EngagementRecorder;
  // Nothing listens there.
  const db = createDatabase({
    appUrl: 'postgres://x:x@127.0.0.1:9/x',
    systemUrl: 'postgres://x:x@127.0.0.1:9/x',
    appPool: 1,
    systemPool: 1,
  });

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'trellis-spool-'));
    recorder = createEngagementRecorder({
      db,
      secret: 's',
      nudge: () => undefined,
      announce: () => undefined,
      spoolDir: dir,
      log: pino({ level: 'silent' }),
    });
    const app = express()
      .use(problems)
      .use('/t', trackingRouter({ tokens, recorder, now: () => 1_700_000_000_000 }));
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    await recorder.stop();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await rm(dir, { recursive: true });
  });

  const spooled = async () => {
    const kept: Engagement[] = [];
    await createSpool(dir).replay(async (engagement) => void kept.push(engagement));
    return kept;
  };

  it('a click is led to its target and kept on the disk, with its time', async () => {
    const token = tokens.signToken({
      purpose: 'click',
      ...ids,
      tag: 'read-guide',
      url: 'https://brightwater.example/guide?a=1#b',
    });
    const response = await fetch(`${url}/t/c/${token}`, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([
      302,
      'https://brightwater.example/guide?a=1#b',
    ]);
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(await spooled()).toEqual([
      {
        what: 'click',
        ...ids,
        tag: 'read-guide',
        url: 'https://brightwater.example/guide?a=1#b',
        at: 1_700_000_000_000,
      },
    ]);
    expect(await readdir(dir)).toEqual([]);
  });

  it('an open gets its picture, and an unsubscribe its page, both kept', async () => {
    const open = await fetch(`${url}/t/o/${tokens.signToken({ purpose: 'open', ...ids })}.gif`);
    expect([open.status, open.headers.get('content-type'), (await open.arrayBuffer()).byteLength]).toEqual([
      200,
      'image/gif',
      42,
    ]);
    const leadId = randomUUID();
    const address = `${url}/t/u/${tokens.signToken({ purpose: 'unsubscribe', ...ids, leadId })}`;
    const page = await fetch(address);
    expect(await page.text()).toContain('<form method="post"><button>Unsubscribe</button></form>');
    expect((await spooled()).map(({ what }) => what)).toEqual(['open']);
    const done = await fetch(address, {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
      redirect: 'manual',
    });
    expect([done.status, await done.text()]).toEqual([200, expect.stringContaining('You are unsubscribed')]);
    expect(await spooled()).toEqual([{ what: 'unsubscribe', ...ids, leadId, at: 1_700_000_000_000 }]);
  });

  it('leads nowhere with a token that is forged, or made for another purpose', async () => {
    const click = tokens.signToken({ purpose: 'click', ...ids, tag: 't', url: 'https://brightwater.example' });
    const others = [
      createTrackingTokens('another secret of other tests').signToken({
        purpose: 'click',
        ...ids,
        tag: 't',
        url: 'https://evil.example',
      }),
      tokens.signToken({ purpose: 'open', ...ids }),
      `${click.slice(0, -2)}xx`,
      'x',
    ];
    for (const token of others) {
      const response = await fetch(`${url}/t/c/${token}`, { redirect: 'manual' });
      expect([response.status, response.headers.get('location')]).toEqual([404, null]);
    }
    expect((await fetch(`${url}/t/u/${click}`, { method: 'POST' })).status).toBe(404);
    expect(await spooled()).toEqual([]);
  });

  it('a replay stops at a failure and keeps the rest; a damaged file is set aside and harms no other', async () => {
    const spool = createSpool(dir);
    for (const at of [3, 1, 2]) await spool.keep({ what: 'open', ...ids, at });
    await writeFile(join(dir, '000000000000000-damaged.json'), '{"what":"op');
    const seen: number[] = [];
    await expect(
      spool.replay(async ({ at }) => {
        if (at === 2) throw new Error('away again');
        seen.push(at);
      }),
    ).rejects.toThrow('away again');
    expect(seen).toEqual([1]);
    expect((await spooled()).map(({ at }) => at)).toEqual([2, 3]);
    expect(await readdir(dir)).toEqual(['000000000000000-damaged.json.unreadable']);
  });
});
