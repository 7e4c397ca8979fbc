import { afterAll, beforeAll, expect, it } from 'vitest';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';

let api: TestApi;
let owner = '';
let sales = '';
let workflowId = '';
let leadId = '';

beforeAll(async () => {
  api = await startTestApi({ whole: true });
  owner = api.cookieOf(await api.call('POST', '/api/setup', OWNER));
  const invited = { email: 'mira@brightwater.example', role: 'sales' };
  const { link } = (await call(owner, 'POST', '/api/people/invitations', invited)).body;
  const joined = { token: link.split('#')[1], name: 'Mira Sato', password: 'a password of mira' };
  sales = api.cookieOf(await api.call('POST', '/api/invitations/accept', joined));
  workflowId = (await call(owner, 'GET', '/api/workflows')).body.items[0].id;
  leadId = (await call(owner, 'POST', '/api/leads', { email: 'aino@lead.example' })).body.id;
}, 60_000);
afterAll(() => api?.close());

const call = (cookie: string, method: string, path: string, body?: unknown) => api.call(method, path, body, { cookie });

it('pauses everything once, says so to everybody, and is resumed by those who govern only', async () => {
  const made = await call(owner, 'POST', '/api/pauses/workspace', { entrants: 'drop', reason: 'Wrong sender' });
  expect(made.body).toMatchObject({
    level: 'workspace',
    entrants: 'drop',
    durations: 'stop',
    reason: 'Wrong sender',
    by: { name: OWNER.name },
  });
  expect((await call(owner, 'POST', '/api/pauses/workspace', {})).body).toMatchObject({
    code: 'already-paused',
    data: { pause: { id: made.body.id } },
  });
  expect((await call(sales, 'GET', '/api/pauses')).body.items).toHaveLength(1);
  expect((await call(sales, 'GET', '/api/workspace')).body.pausedAt).toBe(made.body.since);
  const resume = (cookie: string) => call(cookie, 'POST', `/api/pauses/${made.body.id}/resume`, {});
  expect((await resume(sales)).status).toBe(403);
  expect((await call(owner, 'GET', '/api/pauses')).body.items).toHaveLength(1);
  expect((await resume(owner)).status).toBe(200);
  expect((await resume(owner)).status).toBe(404);
  expect((await call(owner, 'GET', '/api/pauses')).body.items).toEqual([]);
  expect((await call(owner, 'GET', '/api/workspace')).body.pausedAt).toBeNull();
  // In one place of the audit log, though one begins with “pause” and the other with “resume”.
  const { items } = (await call(owner, 'GET', '/api/audit?area=pause')).body;
  expect(items.map(({ action }: { action: string }) => action)).toEqual(['resume.workspace', 'pause.workspace']);
});

it('lets sales pause and resume a lead, but neither a step nor a channel', async () => {
  const made = await call(sales, 'POST', `/api/leads/${leadId}/pause`, {});
  expect(made.body).toMatchObject({ level: 'lead', lead: { id: leadId, email: 'aino@lead.example' } });
  expect((await call(sales, 'POST', `/api/workflows/${workflowId}/nodes/two-days/pause`, {})).status).toBe(403);
  expect((await call(sales, 'POST', '/api/pauses/channels', { channel: 'email' })).status).toBe(403);
  const step = await call(owner, 'POST', `/api/workflows/${workflowId}/nodes/two-days/pause`, {});
  expect(step.body).toMatchObject({ level: 'node', node: { id: 'two-days' }, workflow: { id: workflowId } });
  expect((await call(sales, 'POST', `/api/pauses/${step.body.id}/resume`, {})).status).toBe(403);
  expect((await call(sales, 'POST', `/api/pauses/${made.body.id}/resume`, {})).status).toBe(200);
  expect((await call(owner, 'POST', `/api/pauses/${step.body.id}/resume`, { spreadMinutes: 5 })).status).toBe(200);
});

it('lists for a workflow and a lead only what concerns them', async () => {
  await call(owner, 'POST', '/api/pauses/channels', { channel: 'email' });
  await call(owner, 'POST', `/api/leads/${leadId}/pause`, {});
  const levels = async (of: string) =>
    (await call(owner, 'GET', `/api/pauses?${of}`)).body.items.map(({ level }: { level: string }) => level);
  expect(await levels(`workflowId=${workflowId}`)).toEqual(['channel']);
  expect(await levels(`leadId=${leadId}`)).toEqual(['lead', 'channel']);
});

it('a workflow is paused by its status alone, and shown and previewed like the rest', async () => {
  const to = (body: object) => call(owner, 'PUT', `/api/workflows/${workflowId}/status`, body);
  await to({ status: 'paused', durations: 'run', reason: 'New texts' });
  const { items } = (await call(owner, 'GET', `/api/pauses?workflowId=${workflowId}`)).body;
  const [pause] = items;
  expect(pause).toMatchObject({
    level: 'workflow',
    durations: 'run',
    reason: 'New texts',
    workflow: { id: workflowId },
  });
  const preview = await call(owner, 'GET', `/api/pauses/${pause.id}/preview`);
  expect(preview.body).toMatchObject({ pause: { id: pause.id }, stop: { due: 0, later: 0 }, queued: 0 });
  expect((await call(owner, 'POST', `/api/pauses/${pause.id}/resume`, {})).body).toMatchObject({
    code: 'resume-by-status',
    data: { workflowId },
  });
  expect((await to({ status: 'live', spreadMinutes: 10 })).status).toBe(200);
  expect((await call(owner, 'GET', `/api/pauses/${pause.id}/preview`)).status).toBe(404);
});

it('a step or version that is not there cannot be paused', async () => {
  expect((await call(owner, 'POST', `/api/workflows/${workflowId}/nodes/nowhere/pause`, {})).status).toBe(404);
  const other = '00000000-0000-7000-8000-000000000000';
  expect((await call(owner, 'POST', `/api/workflows/${workflowId}/versions/${other}/pause`, {})).status).toBe(404);
});
