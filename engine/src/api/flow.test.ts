import { afterAll, beforeAll, expect, it } from 'vitest';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';
import { eventually } from '../testing/stage.ts';

/*
 * The newcomer's path over HTTP, on the whole engine: set up, send an event, see mail, run, steps and counts, click, watch the run go on.
 * The tests of this file are one story, told in order.
 */
let api: TestApi;
let cookie = '';
let workflowId = '';
let eventId = '';
let runId = '';
let leadId = '';
const get = async (path: string) => (await api.call('GET', path, undefined, { cookie })).body;
const post = (path: string, body: unknown) => api.call('POST', path, body, { cookie });

beforeAll(async () => {
  api = await startTestApi({ whole: true });
  cookie = api.cookieOf(await api.call('POST', '/api/setup', OWNER));
}, 60_000);
afterAll(() => api.close());

it('the workspace holds the sample workflow, live, with its trigger and nobody in it', async () => {
  const { items, counts } = await get('/api/workflows');
  expect(counts).toMatchObject({ all: 1, live: 1, draft: 0 });
  expect(items[0]).toMatchObject({
    status: 'live',
    version: 1,
    draftAhead: false,
    triggers: ['Downloaded e-book'],
    active: 0,
    entered: 0,
  });
  expect(items[0].entriesPerDay).toHaveLength(30);
  workflowId = items[0].id;
  const workflow = await get(`/api/workflows/${workflowId}`);
  expect(workflow).toMatchObject({
    canEdit: true,
    currentVersion: { number: 1, current: true },
    draft: { revision: 1 },
  });
  const { body } = await post(`/api/workflows/${workflowId}/diagnostics`, { graph: workflow.draft.graph });
  expect(body).toEqual({ diagnostics: [], hash: workflow.currentVersion.hash });
});

const SENDER = {
  name: 'Hanna at Brightwater',
  address: 'hanna@news.brightwater.example',
  replyTo: 'back@brightwater.example',
  postalAddress: 'Stationsplein 12, 3511 ED Utrecht',
};

it('the sender of all mail is set once', async () => {
  const set = await api.call('PATCH', '/api/workspace', { sender: SENDER }, { cookie });
  expect([set.status, set.body.sender]).toEqual([200, SENDER]);
});

it('a test event starts a run, and its trace says so until the first wait', async () => {
  const sent = await post('/api/test-events', {
    event: 'content.downloaded',
    properties: { topic: 'field-service' },
    userId: 'crm-1',
    email: 'aino@lead.example',
  });
  expect(sent.status).toBe(201);
  eventId = sent.body.eventId;
  const { entries } = await eventually(
    () => get(`/api/test-events/${eventId}`),
    ({ entries: all }) =>
      all.some((entry: { what: string; untilReal: unknown }) => entry.what === 'now' && entry.untilReal),
  );
  const kinds = entries.map(({ what }: { what: string }) => what);
  expect(kinds.slice(0, 3)).toEqual(['stored', 'lead', 'run']);
  expect(entries[1]).toMatchObject({ by: 'userId', created: true, lead: { email: 'aino@lead.example' } });
  expect(entries.at(-1)).toMatchObject({ what: 'now', nodeName: 'Wait 2 days', skipPorts: ['next'] });
  runId = entries[2].runId;
  leadId = entries[1].lead.id;
});

it('the mail lies in the mailbox with its links, and is seen once opened', async () => {
  const { items, unseen } = await eventually(
    () => get('/api/mailbox'),
    ({ items: mails }) => mails.length === 1,
  );
  expect(unseen).toBe(1);
  expect(items[0]).toMatchObject({
    subject: 'Your playbook is here',
    seen: false,
    openedAt: null,
    from: { nodeName: 'Thank-you mail' },
    lead: { id: leadId },
  });
  const mail = await get(`/api/mailbox/${items[0].id}`);
  expect(mail).toMatchObject({
    canUnsubscribe: true,
    runId,
    version: 1,
    links: [{ tag: 'open-playbook', clickedAt: null }],
    sender: `${SENDER.name} <${SENDER.address}>`,
  });
  // Who it is from stands in each part, as the law asks for.
  const header = (name: string) => mail.headers.find((one: { name: string }) => one.name === name)?.value;
  expect(header('reply-to')).toContain(SENDER.replyTo);
  for (const part of [mail.html, mail.text])
    expect(part.replace(/\s+/g, ' ')).toContain(`Brightwater, ${SENDER.postalAddress}`);
  expect((await post(`/api/mailbox/${mail.id}/seen`, {})).body).toEqual({ id: mail.id, seen: true, unseen: 0 });
  expect((await post(`/api/mailbox/${mail.id}/act`, { act: 'open' })).body).toMatchObject({
    called: { status: 200 },
    eventId: expect.any(String),
  });
  await eventually(
    () => get(`/api/mailbox/${mail.id}`),
    ({ openedAt }) => openedAt !== null,
  );
  expect((await post(`/api/mailbox/${mail.id}/act`, { act: 'click', tag: 'no-such' })).body).toMatchObject({
    code: 'act-not-possible',
    status: 409,
  });
});

it('a skip carries the step seen: the second of a double click changes nothing and says where the run is', async () => {
  const run = await get(`/api/runs/${runId}`);
  expect(run).toMatchObject({
    status: 'active',
    actions: expect.arrayContaining(['pause', 'skip-wait', 'exit']),
    here: ['two-days'],
    trigger: { id: eventId },
  });
  expect(run.waits).toMatchObject([{ nodeId: 'two-days', skipPorts: ['next'] }]);
  expect(run.effects).toMatchObject([{ state: 'accepted', send: { subject: 'Your playbook is here' } }]);
  const skips = await Promise.all([1, 2].map(() => post(`/api/runs/${runId}/skip-wait`, { stepNo: run.stepNo })));
  expect(skips.map(({ status }) => status).sort()).toEqual([200, 409]);
  const refused = skips.find(({ status }) => status === 409);
  expect(refused?.body).toMatchObject({
    code: 'run-moved',
    data: { position: { id: runId, stepNo: expect.any(Number) } },
  });
});

it('a click on the tagged link moves the run on, and everything tells it', async () => {
  const { items } = await eventually(
    () => get(`/api/mailbox?search=dispatch%20teams`),
    ({ items: mails }) => mails.length === 1,
  );
  await eventually(
    () => get(`/api/runs/${runId}`),
    ({ here }) => here[0] === 'read-guide',
  );
  const present = await get(`/api/workflows/${workflowId}/nodes/read-guide/runs`);
  expect(present).toMatchObject({ total: 1, items: [{ runId, doing: 'waiting', lead: { id: leadId } }] });
  expect(present.items[0].skipPorts[0]).toBe('timeout');
  const clicked = await post(`/api/mailbox/${items[0].id}/act`, { act: 'click', tag: 'read-guide' });
  expect(clicked.body).toMatchObject({
    called: { status: 302, location: 'https://brightwater.example/guides/dispatch' },
    eventId: expect.any(String),
  });
  const run = await eventually(
    () => get(`/api/runs/${runId}`),
    ({ status }) => status === 'ended',
  );
  expect(run).toMatchObject({ reason: { code: 'completed' }, actions: ['restart'], here: [], waits: [] });
  const waited = run.steps.find(
    ({ nodeId, kind }: { nodeId: string; kind: string }) => nodeId === 'read-guide' && kind === 'left',
  );
  expect(waited).toMatchObject({ port: 'happened', portLabel: expect.any(String), event: { name: 'email.clicked' } });
  expect(run.path.map(({ nodeId, state }: { nodeId: string; state: string }) => `${nodeId}:${state}`)).toEqual(
    ['download', 'thank-you', 'two-days', 'insights', 'read-guide', 'deeper', 'end'].map((node) => `${node}:passed`),
  );
});

it('counts equal what happened, node by node', async () => {
  const counts = await get(`/api/workflows/${workflowId}/counts`);
  expect(counts).toMatchObject({ entered: 1, active: 0, finished: 1, leftEarly: 0, parked: 0 });
  expect(counts.nodes['read-guide']).toMatchObject({ waiting: 0, passed: { happened: 1 } });
  expect(counts.nodes.insights).toMatchObject({ sent: 1, clicked: 1, passed: { next: 1 } });
  expect(counts.nodes.end).toMatchObject({ ended: 1 });
  expect((await get('/api/workflows')).items[0]).toMatchObject({ entered: 1, active: 0 });
});

it('the lead, its runs and its one timeline tell the same, and pages of two give the same list', async () => {
  const list = await get('/api/leads?search=AINO');
  expect(list).toMatchObject({
    matching: 1,
    total: 1,
    items: [{ id: leadId, activeRuns: 0, lastEvent: { name: 'email.clicked', text: 'Clicked “read-guide”' } }],
  });
  expect(await get(`/api/leads/${leadId}`)).toMatchObject({
    email: 'aino@lead.example',
    runs: { active: 0, ended: 1 },
    suppressed: null,
  });
  expect((await get(`/api/leads/${leadId}/runs`)).items).toMatchObject([{ id: runId, status: 'ended' }]);
  const whole = await get(`/api/leads/${leadId}/timeline?limit=100`);
  expect(whole.counts).toMatchObject({ send: 3, 'near-miss': 0 });
  expect(whole.items).toHaveLength(
    Object.values(whole.counts as Record<string, number>).reduce((sum, count) => sum + count, 0),
  );
  const started = whole.items.find(
    ({ kind, name }: { kind: string; name: string }) => kind === 'event' && name === 'content.downloaded',
  );
  expect(started.started).toMatchObject([{ id: runId, version: 1 }]);
  const click = whole.items.find(
    ({ kind, name }: { kind: string; name: string }) => kind === 'event' && name === 'email.clicked',
  );
  expect(click.ended).toMatchObject([{ run: { id: runId }, node: { name: 'Read the guide?' }, port: 'Happened' }]);
  const paged: unknown[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { items: unknown[]; nextCursor: string | null } = await get(
      `/api/leads/${leadId}/timeline?limit=2${cursor ? `&cursor=${cursor}` : ''}`,
    );
    paged.push(...page.items);
    cursor = page.nextCursor;
  }
  expect(paged).toEqual(whole.items);
});

it('an unsubscribe by one click ends the run, suppresses the address and stays in the timeline', async () => {
  await post('/api/test-events', {
    event: 'content.downloaded',
    properties: { topic: 'field-service' },
    userId: 'crm-2',
    email: 'Kim@lead.example',
  });
  const { items } = await eventually(
    () => get('/api/mailbox?search=kim@lead'),
    ({ items: mails }) => mails.length === 1,
  );
  const kim = items[0].lead.id;
  await eventually(
    () => get(`/api/leads/${kim}/runs`),
    ({ items: runs }) => runs[0]?.at?.nodeId === 'two-days',
  );
  expect((await post(`/api/mailbox/${items[0].id}/act`, { act: 'unsubscribe' })).body).toMatchObject({
    called: { status: 200, location: null },
  });
  const lead = await get(`/api/leads/${kim}`);
  expect(lead).toMatchObject({
    suppressed: 'unsubscribed',
    consent: { email: { state: 'opted-out', source: 'one-click' } },
    runs: { active: 0, ended: 1 },
  });
  expect((await get(`/api/leads/${kim}/runs`)).items[0].reason).toMatchObject({ code: 'unsubscribed' });
  expect((await get(`/api/leads/${kim}/timeline?kind=consent`)).items).toMatchObject([
    { kind: 'consent', state: 'opted-out' },
  ]);
});

it('an event that starts nothing says why', async () => {
  const sent = await post('/api/test-events', {
    event: 'content.downloaded',
    properties: { topic: 'gardening' },
    userId: 'crm-3',
  });
  const { entries } = await eventually(
    () => get(`/api/test-events/${sent.body.eventId}`),
    ({ routed }) => routed,
  );
  expect(entries.at(-1)).toMatchObject({ what: 'near-miss', workflow: { id: workflowId } });
  const other = await post('/api/test-events', { event: 'never.heard.of', userId: 'crm-3' });
  const nothing = await eventually(
    () => get(`/api/test-events/${other.body.eventId}`),
    ({ routed }) => routed,
  );
  expect(nothing.entries.at(-1)).toMatchObject({ what: 'nothing' });
  expect((await get('/api/catalog/events')).items.map(({ name }: { name: string }) => name)).toContain(
    'never.heard.of',
  );
});
