import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, useBrowserStage } from './harness/stage.ts';

/*
 * Segment's own browser library as npm has it, in a page of another origin, bundled as customers bundle it. Only its configuration is ours.
 */
const stage = useBrowserStage();
let site: Server;
let origin = '';
let writeKey = '';

beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { AnalyticsBrowser } from '@segment/analytics-next'; window.AnalyticsBrowser = AnalyticsBrowser;`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    logLevel: 'silent',
  });
  const script = outputFiles[0]?.text ?? '';
  site = createServer((request, response) => {
    const isScript = request.url === '/app.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(
      isScript
        ? script
        : '<!doctype html><title>Pumps</title><link rel="icon" href="data:,"><script src="/app.js"></script>',
    );
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`; // a server on TCP has an address of this shape
  const { items } = await stage.call<{ items: { key: string }[] }>('GET', '/api/keys');
  writeKey = items[0]?.key ?? '';
});
afterAll(() => new Promise((resolve) => site.close(resolve)));

interface Received {
  items: {
    id: string;
    name: string;
    source: string;
    lead: { id: string } | null;
    properties?: Record<string, unknown>;
  }[];
}
const received = async () => (await stage.call<Received>('GET', '/api/events?limit=100')).items;
const countOf = async (name: string) => (await received()).filter((event) => event.name === name).length;

/** A window of the site in which the library is loaded and configured, and what it was asked is done. */
async function onSite(options: object, act: string): Promise<Page> {
  const page = await stage.open({ stranger: true });
  await page.goto(`${origin}/pumps?utm_source=fair`);
  await page.evaluate(
    async ({ key, cdnURL, how, code }) => {
      // biome-ignore lint/suspicious/noExplicitAny: what the page's own script put there
      const { AnalyticsBrowser } = window as any;
      const analytics = AnalyticsBrowser.load({ writeKey: key, cdnURL }, how);
      // The library's calls as a page writes them.
      await new Function('analytics', `return (async () => { ${code} })()`)(analytics);
    },
    { key: writeKey, cdnURL: stage.url, how: options, code: act },
  );
  return page;
}

describe('Segment’s browser library, unchanged', () => {
  it('finds its settings here, and identify, track, page, group and alias arrive once each, for one lead', async () => {
    await onSite(
      {},
      `await analytics.page('Pumps');
       await analytics.alias('ada-1');
       await analytics.identify('ada-1', { email: 'ada@site.example', firstName: 'Ada' });
       await analytics.track('pump.compared', { left: 'P3', right: 'P7' });
       await analytics.group('acme', { name: 'Acme Pumps' });`,
    );
    await eventually(() => countOf('pump.compared')).toBe(1);
    await eventually(async () => (await received()).filter(({ source }) => source === 'group').length).toBe(1);
    const events = (await received()).filter(({ source }) =>
      ['page', 'identify', 'track', 'group', 'alias'].includes(source),
    );
    expect(events.map(({ source }) => source).sort()).toEqual(['alias', 'group', 'identify', 'page', 'track']);
    expect(new Set(events.map(({ lead }) => lead?.id)).size).toBe(1);
    const sql = postgres(stage.databaseUrl, { max: 1, onnotice: () => {} });
    try {
      const [lead] = await sql`select l.email, l.attributes->>'firstName' as name, a.name as account,
        (select array_agg(i.value order by i.value) from lead_identities i where i.lead_id = l.id and i.kind = 'userId') as ids
        from leads l left join accounts a on a.id = l.account_id where l.email = 'ada@site.example'`;
      expect(lead).toEqual({
        email: 'ada@site.example',
        name: 'Ada',
        account: 'Acme Pumps',
        ids: ['ada-1'],
      });
    } finally {
      await sql.end();
    }
  });

  it('sends batches too, and what it sends twice counts once', async () => {
    await onSite(
      {
        integrations: {
          'Segment.io': { deliveryStrategy: { strategy: 'batching', config: { size: 3, timeout: 200 } } },
        },
      },
      `await Promise.all([1, 2, 3, 4, 5].map((n) => analytics.track('batch.sent', { n })));`,
    );
    await eventually(() => countOf('batch.sent')).toBe(5);
    const page = await stage.open({ stranger: true });
    // The answer to the first try is lost on its way back: the library tries again with the same message id.
    let lost = 0;
    await page.route(`${stage.url}/v1/t`, async (route) => {
      if (route.request().method() !== 'POST' || lost++ > 0) return route.continue();
      await route.fetch();
      await route.fulfill({ status: 503, headers: { 'access-control-allow-origin': '*' } });
    });
    stage.expectFault(/503/);
    await page.goto(`${origin}/retry`);
    await page.evaluate(
      async ({ key, cdnURL }) => {
        // biome-ignore lint/suspicious/noExplicitAny: what the page's own script put there
        const analytics = (window as any).AnalyticsBrowser.load({ writeKey: key, cdnURL });
        await analytics.track('answer.lost', { n: 1 });
      },
      { key: writeKey, cdnURL: stage.url },
    );
    await eventually(() => lost).toBeGreaterThan(1);
    await eventually(() => countOf('answer.lost')).toBe(1);
  });

  it('is told that a key is not ours, and sends nothing', async () => {
    const page = await stage.open({ stranger: true });
    await page.goto(origin);
    stage.expectFault(/404|401/);
    stage.expectFault(/settings/i);
    const answer = await page.evaluate(
      async (url) => (await fetch(url)).status,
      `${stage.url}/v1/projects/wk_nobody/settings`,
    );
    expect(answer).toBe(404);
  });
});
