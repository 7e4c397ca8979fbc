import { GRAPH_VERSION, type Graph } from '@trellis/shared/graph/graph.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';
import { publishGraph } from '../testing/publish-graph.ts';

let api: TestApi;
let cookie = '';
let workspaceId = '';
const leads: string[] = [];

const call = (method: string, path: string, body?: unknown) => api.call(method, `/api${path}`, body, { cookie });

beforeAll(async () => {
  api = await startTestApi();
  const made = await api.call('POST', '/api/setup', OWNER);
  cookie = api.cookieOf(made);
  workspaceId = made.body.workspaces[0].id;
  for (const name of ['aino', 'hugo'])
    leads.push((await call('POST', '/leads', { email: `${name}@lahti.example`, firstName: name })).body.id);
}, 60_000);
afterAll(() => api.close());

const newSegment = async (name: string, condition: object | null = null) =>
  (await call('POST', '/segments', { name, condition })).body.id as string;

const onSegment = (segment: string): Graph => ({
  graphVersion: GRAPH_VERSION,
  direction: 'down',
  settings: { reEntry: { mode: 'always' } },
  notes: [],
  nodes: [
    { id: 't', type: 'trigger-segment', typeVersion: 1, name: 'In', config: { segment } },
    { id: 'e', type: 'end', typeVersion: 1, name: 'End', config: {} },
  ],
  edges: [{ id: 'a', from: 't', port: 'next', to: 'e' }],
});

it('puts leads into a list by hand and takes them out, each as an event of the lead, and passes by who is in already', async () => {
  const id = await newSegment('Guests');
  const change = (what: 'add' | 'remove', leadIds = leads) =>
    call('POST', `/segments/${id}/members`, { change: what, leadIds });
  expect((await change('add')).body).toEqual({ changed: 2, members: 2 });
  expect((await change('add')).body).toEqual({ changed: 0, members: 2 });
  expect((await change('remove', leads.slice(0, 1))).body).toEqual({ changed: 1, members: 1 });
  const events = (await call('GET', `/leads/${leads[0]}/timeline?kind=event`)).body.items.map(
    ({ name }: { name: string }) => name,
  );
  expect(events.slice(0, 2)).toEqual(['segment.left', 'segment.entered']);
});

it('lets nobody by hand into a segment whose rule says who is in', async () => {
  const id = await newSegment('Pro', {
    version: 1,
    combinator: 'and',
    rules: [{ field: 'lead.plan', operator: '=', value: 'pro' }],
  });
  const refused = await call('POST', `/segments/${id}/members`, { change: 'add', leadIds: leads });
  expect([refused.status, refused.body.code]).toEqual([409, 'segment-has-rule']);
  expect((await call('GET', `/segments/${id}`)).body).toMatchObject({ members: 0, looking: true });
});

it('keeps a segment that a draft or a live workflow names, and tells which', async () => {
  const id = await newSegment('Watched');
  const draft = (await call('POST', '/workflows', { name: 'Sketch', graph: onSegment(id) })).body.id;
  expect((await call('GET', `/segments/${id}/uses`)).body.items).toEqual([
    { workflow: { id: draft, name: 'Sketch' }, status: 'draft', running: false, startsOnEntering: false },
  ]);
  const { workflowId } = await publishGraph(api.services, workspaceId, onSegment(id), 'Watcher');
  const refused = await call('POST', `/segments/${id}/archive`, {});
  expect(refused.status).toBe(409);
  expect(refused.body).toMatchObject({
    code: 'segment-in-use',
    data: {
      uses: [
        { workflow: { id: workflowId, name: 'Watcher' }, running: true, startsOnEntering: true },
        { workflow: { id: draft }, running: false },
      ],
    },
  });
  const free = await newSegment('Free');
  expect((await call('POST', `/segments/${free}/archive`, {})).body).toEqual({ id: free, archived: true });
  expect((await call('GET', `/segments/${free}`)).status).toBe(404);
});

it('says beforehand who of a segment would enter, and begins a job for them', async () => {
  const id = await newSegment('Invited');
  await call('POST', `/segments/${id}/members`, { change: 'add', leadIds: leads });
  const { workflowId } = await publishGraph(api.services, workspaceId, onSegment(id), 'Invitation');
  const input = { workflowId, filter: { segmentId: id } };
  expect((await call('POST', '/enrol-jobs/preview', input)).body).toEqual({
    matching: 2,
    matchingCapped: false,
    looked: 2,
    entering: 2,
    refused: [],
    by: 'segment',
  });
  const all = await call('POST', '/enrol-jobs/preview', { workflowId, filter: {} });
  expect([all.status, all.body.code]).toEqual([409, 'no-trigger']);
  const job = await call('POST', '/enrol-jobs', { ...input, perMinute: 60, reason: 'Launch' });
  expect(job.status).toBe(201);
  expect(job.body).toMatchObject({ status: 'running', total: 2, looked: 0, perMinute: 60, by: { name: OWNER.name } });
  expect((await call('GET', '/enrol-jobs?status=running')).body.items).toHaveLength(1);
  expect((await call('POST', `/enrol-jobs/${job.body.id}/cancel`, {})).body.status).toBe('cancelled');
  const [cancelled, begun] = (await call('GET', '/audit?area=lead')).body.items;
  expect([cancelled.action, begun.action, begun.reason]).toEqual([
    'lead.enrol-many-cancel',
    'lead.enrol-many',
    'Launch',
  ]);
});

it('shows texts by number with their last message, and answers as the lead', async () => {
  const { key } = (await call('GET', '/keys')).body.items[0];
  await api.call('POST', '/v1/identify', {
    writeKey: key,
    userId: 'texter',
    traits: { email: 'texter@lahti.example', firstName: 'Tex', phone: '+358 40 1234567' },
  });
  const said = await call('POST', '/sms/replies', { number: '0035840 1234567'.slice(2), text: 'Hello' });
  expect(said.body).toMatchObject({ leads: 1, consent: null, eventId: expect.any(String) });
  await call('POST', '/sms/replies', { number: '+358401234567', text: 'STOP' });
  const { items } = (await call('GET', '/sms/threads')).body;
  expect(items).toMatchObject([
    { key: '358401234567', lead: { name: 'Tex' }, stopped: true, last: { text: 'STOP', direction: 'in', from: null } },
  ]);
  expect((await call('GET', '/sms?number=%2B358-40-1234567')).body.items).toHaveLength(2);
  expect((await call('GET', '/sms/threads?search=nobody')).body.items).toEqual([]);
  expect((await call('GET', '/sms/threads/999999')).status).toBe(404);
  expect((await call('POST', '/sms/replies', { number: '+1 999', text: 'x' })).body.code).toBe('no-such-number');
});
