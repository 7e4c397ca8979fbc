import { sql } from 'drizzle-orm';
import { Window } from 'happy-dom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OWNER, startTestApi, type TestApi } from '../../testing/api-server.ts';
import { eventually } from '../../testing/stage.ts';
import { buildSnippet } from './serve.ts';

describe('the page snippet', () => {
  let api: TestApi;
  let key = '';
  let workspaceId = '';
  beforeAll(async () => {
    api = await startTestApi();
    const made = await api.call('POST', '/api/setup', OWNER);
    workspaceId = made.body.workspaces[0].id;
    key = (await api.call('GET', '/api/keys', undefined, { cookie: api.cookieOf(made) })).body.items[0].key;
  });
  afterAll(() => api.close());

  const events = () =>
    api.db.inWorkspace(workspaceId, (tx) =>
      tx.execute<{ name: string; leadId: string; properties: Record<string, unknown> }>(
        sql`select name, lead_id as "leadId", properties from events order by occurred_at, id`,
      ),
    );

  /** A page of a stranger's with our snippet in it; `fetch` and beacons go to the real server, or to nobody. */
  async function open(attributes: Record<string, string> = {}, before: unknown[] = []) {
    const window = new Window({ url: 'https://shop.example/pricing?x=1' });
    const script = window.document.createElement('script');
    script.setAttribute('src', `${api.url}/snippet.js`);
    for (const [name, value] of Object.entries({ 'data-key': key, ...attributes })) script.setAttribute(name, value);
    const network = { up: true, beacons: [] as string[], calls: 0 };
    const own = Object.assign(window, { trellis: before });
    Object.defineProperty(window.document, 'currentScript', { value: script, configurable: true });
    const send: typeof fetch = async (input, init) => {
      network.calls += 1;
      if (!network.up) throw new TypeError('offline');
      return fetch(input, { ...init, keepalive: false });
    };
    const beacon = (_url: string, body: string) => network.beacons.push(body) > 0;
    const { localStorage, document, location, navigator } = window;
    const browser = new Proxy(navigator, {
      get: (target, name) => (name === 'sendBeacon' ? beacon : name === 'doNotTrack' ? '1' : Reflect.get(target, name)),
    });
    const code = await (await fetch(`${api.url}/snippet.js`)).text();
    const run = new Function(
      'window',
      'document',
      'localStorage',
      'location',
      'navigator',
      'fetch',
      'addEventListener',
      code,
    );
    run(own, document, localStorage, location, browser, send, window.addEventListener.bind(window));
    return { window, network, trellis: own.trellis as unknown as Record<string, (...args: unknown[]) => unknown> };
  }

  it('is at most 6 kB, and asks for nothing that a strict page forbids', () => {
    const code = buildSnippet();
    expect(Buffer.byteLength(code)).toBeLessThanOrEqual(6 * 1024);
    expect(code).not.toMatch(/\beval\b|new Function|innerHTML|document\.write/);
  });

  it('tells who does what, with what was called before it had loaded, and survives an outage', async () => {
    const { trellis, network, window } = await open({ 'data-page': 'auto' }, [['track', 'early', { n: 1 }]]);
    network.up = false;
    trellis.track?.('clicked', { n: 2 });
    await eventually(
      async () => network.calls,
      (calls) => calls >= 1,
    );
    network.up = true;
    trellis.identify?.('snip-1', { email: 'snip@x.example', firstName: 'Snip' });
    trellis.group?.('acme', { plan: 'pro' });
    const found = await eventually(events, (rows) => rows.length === 5);
    expect(found.map(({ name }) => name)).toEqual(['early', 'page', 'clicked', 'identify', 'group']);
    expect(new Set(found.map(({ leadId }) => leadId)).size).toBe(1);
    expect(found[1]?.properties).toMatchObject({ path: '/pricing', url: 'https://shop.example/pricing?x=1' });
    await eventually(
      async () => JSON.parse(window.localStorage.getItem('trellis') ?? '{}').queue,
      (queue) => queue.length === 0,
    );
    await window.happyDOM.close();
  });

  it('hands the rest over when the page goes away, once', async () => {
    const { trellis, network, window } = await open();
    network.up = false;
    trellis.track?.('last', {});
    window.dispatchEvent(new window.Event('pagehide'));
    window.dispatchEvent(new window.Event('pagehide'));
    expect(network.beacons).toHaveLength(1);
    const response = await fetch(`${api.url}/v1/batch`, { method: 'POST', body: network.beacons[0] });
    expect(await response.json()).toMatchObject({ stored: 1 });
    await window.happyDOM.close();
  });

  it('says nothing of those who ask not to be tracked, where the page wants that', async () => {
    const { trellis, network, window } = await open({ 'data-respect-dnt': '' });
    trellis.identify?.('secret', { email: 'secret@x.example' });
    trellis.track?.('secret', {});
    window.dispatchEvent(new window.Event('pagehide'));
    expect([network.calls, network.beacons.length, window.localStorage.getItem('trellis')]).toEqual([0, 0, null]);
    await window.happyDOM.close();
  });
});
