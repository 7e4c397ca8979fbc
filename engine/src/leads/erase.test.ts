import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addressHashOf } from '../messages/send-mail.ts';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';
import { eventually } from '../testing/stage.ts';

/** Stands in everything the lead ever said; nowhere may it be found afterwards. */
const CANARY = 'zqxcanary';
const EMAIL = `${CANARY}@lead.example`;

let api: TestApi;
let cookie = '';
let workspaceId = '';
let leadId = '';
beforeAll(async () => {
  api = await startTestApi({ whole: true });
  const made = await api.call('POST', '/api/setup', OWNER);
  cookie = api.cookieOf(made);
  workspaceId = made.body.workspaces[0].id;
}, 60_000);
afterAll(() => api.close());

const call = (method: string, path: string, body?: unknown) => api.call(method, `/api${path}`, body, { cookie });

async function tablesWithCanary(): Promise<string[]> {
  const tables = await api.db.asSystem((tx) =>
    tx.execute<{ name: string }>(sql`select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'trellis_migrations' order by 1`),
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const [row] = await api.db.asSystem((tx) =>
      tx.execute<{ n: number }>(
        sql`select count(*)::int as n from ${sql.identifier(name)} t where strpos(lower(t::text), ${CANARY}) > 0`,
      ),
    );
    if (row && row.n > 0) found.push(name);
  }
  return found;
}

it('leaves nothing of a lead in any table, ends what runs, and keeps that the address must not be mailed', async () => {
  const { key } = (await call('GET', '/keys')).body.items[0];
  const send = (path: string, body: object) => api.call('POST', `/v1/${path}`, { writeKey: key, ...body });
  const who = { userId: `${CANARY}-7`, messageId: 'm-1' };
  await send('identify', {
    ...who,
    traits: { email: EMAIL, firstName: `Zq ${CANARY}`, company: CANARY, phone: '+31 6 12345678' },
  });
  const event = { event: 'content.downloaded', properties: { topic: 'field-service', note: CANARY } };
  await send('track', { ...who, ...event, messageId: 'm-2' });
  await send('track', { ...who, ...event, properties: { note: `${CANARY} again` }, messageId: 'm-2' });
  await send('track', { userId: `${CANARY}-7`, event: '', messageId: 'm-3' });
  const { items } = await eventually(
    async () => (await call('GET', '/runs')).body,
    (page) => page.items[0]?.at?.nodeId === 'two-days',
  );
  leadId = items[0].lead.id;
  await eventually(
    async () => (await call('GET', '/mailbox')).body,
    (page) => page.items.length === 1,
  );
  // An opt-out without a click: only the lead knows of it.
  await api.db.asSystem((tx) => tx.execute(sql`update leads set consent_email = 'opted-out' where id = ${leadId}`));
  const exported = await call('GET', `/leads/${leadId}/export`);
  expect(exported.body).toMatchObject({ lead: { email: EMAIL }, cut: false });
  expect([exported.body.events.length > 0, exported.body.runs.length, exported.body.sends.length]).toEqual([
    true,
    1,
    1,
  ]);
  // A search that can find nothing proves nothing.
  expect(await tablesWithCanary()).toEqual(
    expect.arrayContaining(['events', 'lead_identities', 'leads', 'mailbox', 'quarantined_events', 'sends']),
  );

  const erased = await call('POST', `/leads/${leadId}/erase`, { reason: 'asked by letter' });
  expect([erased.status, erased.body]).toEqual([200, { runsEnded: 1 }]);
  expect(await tablesWithCanary()).toEqual([]);
  const [run] = await api.db.asSystem((tx) =>
    tx.execute<{ status: string; reason: string }>(sql`select status, reason from runs where lead_id = ${leadId}`),
  );
  expect(run).toEqual({ status: 'ended', reason: 'erased' });
  const hash = addressHashOf(api.services.secret, workspaceId, EMAIL);
  const [kept] = await api.db.asSystem((tx) =>
    tx.execute<{ reason: string }>(sql`select reason from suppressions where address_hash = ${hash}`),
  );
  expect(kept?.reason).toBe('unsubscribed');
  const log = (await call('GET', '/audit?area=lead')).body.items;
  expect(log[0]).toMatchObject({ action: 'lead.erase', reason: 'asked by letter', change: { runsEnded: 1 } });
  expect((await call('GET', `/leads/${leadId}`)).status).toBe(404);
  expect((await call('GET', '/leads')).body.items.map(({ id }: { id: string }) => id)).not.toContain(leadId);
  expect((await call('POST', `/leads/${leadId}/erase`, {})).status).toBe(404);
});

it('exports leads as a file in which no cell is a formula, to those who may act on leads', async () => {
  const evil = { email: 'sum@lead.example', firstName: '=cmd|calc', company: '@SUM(1)' };
  const made = await call('POST', '/leads', evil);
  expect(made.status).toBe(201);
  const { key } = (await call('GET', '/keys')).body.items[0];
  await api.call('POST', '/v1/identify', {
    writeKey: key,
    userId: '=1+1',
    traits: { email: '+1@lead.example', phone: '=2' },
  });
  const file = await call('GET', '/leads/export.csv');
  expect(file.headers.get('content-type')).toContain('text/csv');
  const cells = String(file.body)
    .split('\r\n')
    .slice(1)
    .flatMap((line) => [...line.matchAll(/"((?:[^"]|"")*)"/g)].map(([, cell = '']) => cell));
  expect(cells.length).toBeGreaterThan(10);
  expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
  expect(cells).toContain("'+1@lead.example");
  expect((await api.call('GET', '/api/leads/export.csv')).status).toBe(401);
  // A search that comes twice is not read as none: that would hand out everybody.
  const twice = await call('GET', '/leads/export.csv?search=sum&search=nobody');
  expect([twice.status, twice.body.code]).toEqual([400, 'invalid-input']);
});

it('enrols chosen leads at once, and says beforehand how many would enter and why others would not', async () => {
  const { id: workflowId } = (await call('GET', '/workflows')).body.items[0];
  const { items } = (await call('GET', '/leads')).body;
  const leadIds = items.map(({ id }: { id: string }) => id);
  const dry = await call('POST', '/leads/enrol', { leadIds, workflowId, dry: true });
  expect(dry.body).toMatchObject({ dry: true });
  const runs = async () => (await call('GET', '/runs')).body.items.length;
  const before = await runs();
  const { entered, refused } = (await call('POST', '/leads/enrol', { leadIds, workflowId })).body;
  expect({ entered, refused }).toEqual({ entered: dry.body.entered, refused: dry.body.refused });
  expect(entered + refused.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(leadIds.length);
  expect(await runs()).toBe(before + entered);
});
