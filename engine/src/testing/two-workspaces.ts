import { createAuth } from '../api/auth.ts';
import { insertWorkspace } from '../db/queries/auth.ts';
import { insertEnrolJob } from '../db/queries/enrol-jobs.ts';
import { insertMove } from '../db/queries/moves.ts';
import { insertSms } from '../db/queries/sms.ts';
import { insertTask, listTasks } from '../db/queries/tasks.ts';
import { OWNER, type TestApi } from './api-server.ts';
import { eventually } from './stage.ts';

/** A file to import, of one lead. */
export const CSV = 'email\na@elsewhere.example\n';

/** Two workspaces with an owner each. Everything stands in the first; the second must find none of it. */
export interface TwoWorkspaces {
  /** Cookie of the first's owner. */
  own: string;
  /** Cookie of the second's owner. */
  foreign: string;
  /** By the names that routes use in their paths. */
  ids: Record<string, string>;
  /** The step number of the run `ids.runId`, as it was when last looked at: its workflow moves it on. */
  stepNo: number;
}

/** Puts one of everything that a route names by id into the first workspace. */
export async function furnishTwo(api: TestApi): Promise<TwoWorkspaces> {
  const made = await api.call('POST', '/api/setup', OWNER);
  const own = api.cookieOf(made);
  const ids: Record<string, string> = {};
  ids.workspaceId = made.body.workspaces[0].id;
  const { db, secret } = api.services;
  const stranger = await createAuth({ db, secret, publicUrl: api.url }).signUp({
    name: 'Stranger',
    email: 'stranger@other.example',
    password: 'another long password',
    headers: new Headers(),
  });
  const foreign = stranger.cookies.map((line) => line.split(';')[0]).join('; ');
  const ownerId = stranger.user.id;
  const other = { name: 'Other', timeZone: 'UTC', clockFactor: 8640, ownerId, senderName: '', senderAddress: '' };
  ids.otherWorkspaceId = await db.asSystem((tx) => insertWorkspace(tx, other));
  const get = async (path: string) => (await api.call('GET', path, undefined, { cookie: own })).body;
  const event = await api.call(
    'POST',
    '/api/test-events',
    { event: 'content.downloaded', properties: { topic: 'field-service' }, userId: 'u', email: 'u@lead.example' },
    { cookie: own },
  );
  ids.eventId = event.body.eventId;
  const { items: mails } = await eventually(
    () => get('/api/mailbox'),
    ({ items }) => items.length === 1,
  );
  const { items: runs } = await eventually(
    () => get('/api/runs'),
    ({ items }) => items[0]?.at?.nodeId === 'two-days',
  );
  const { items: keys } = await get('/api/keys');
  ids.mailId = mails[0].id;
  ids.runId = runs[0].id;
  ids.leadId = runs[0].lead.id;
  ids.workflowId = runs[0].workflow.id;
  const job = { filter: { workflowId: ids.workflowId }, action: { kind: 'resume' } };
  ids.jobId = (await api.call('POST', '/api/control-jobs', job, { cookie: own })).body.id;
  ids.versionId = runs[0].version.id;
  ids.keyId = keys[0].id;
  const post = async (path: string, body: unknown) => (await api.call('POST', path, body, { cookie: own })).body;
  ids.erasedLeadId = (await post('/api/leads', { email: 'gone@elsewhere.example' })).id;
  ids.apiKeyId = (await post('/api/api-keys', { name: 'Backend', scope: 'read' })).id;
  const { invitation } = await post('/api/people/invitations', { email: 'mira@brightwater.example', role: 'sales' });
  ids.invitationId = invitation.id;
  const second = await post('/api/people/invitations', { email: 'jonas@brightwater.example', role: 'sales' });
  const [, token = ''] = second.link.split('#');
  const joined = { token, name: 'Jonas Weber', password: 'a password of jonas' };
  const jonas = await api.call('POST', '/api/invitations/accept', joined);
  ids.userId = jonas.body.user.id;
  const again = await api.call('POST', '/api/session', { email: OWNER.email, password: OWNER.password });
  const devices = await api.call('GET', '/api/account/devices', undefined, { cookie: api.cookieOf(again) });
  ids.deviceId = devices.body.items.find((device: { current: boolean }) => device.current).id;
  ids.segmentId = (await post('/api/segments', { name: 'Everybody', condition: null })).id;
  ids.key = '31612345678';
  ids.enrolJobId = await db.inWorkspace(ids.workspaceId ?? '', async (tx) => {
    const text = { leadId: ids.leadId ?? null, direction: 'in' as const, number: '+31 6 12345678', text: 'Hi' };
    await insertSms(tx, { ...text, sendKey: null });
    const enrolling = { workflowId: ids.workflowId ?? '', filter: {}, perMinute: 1, reason: null };
    return insertEnrolJob(tx, { ...enrolling, actor: 'priya', actorName: 'Priya' }, 1);
  });
  ids.taskId = await addTask(api, ids.workspaceId ?? '', {
    leadId: ids.leadId,
    runId: ids.runId,
    workflowId: ids.workflowId,
  });
  ids.secretId = (await post('/api/secrets', { name: 'crm_token', value: 'a value of theirs' })).id;
  const field = { name: 'mail', to: 'email' };
  ids.formId = (await post('/api/forms', { name: 'Newsletter', fields: [field] })).id;
  ids.importId = (await post('/api/imports', { name: 'leads.csv', size: CSV.length })).id;
  ids.moveId = await db.inWorkspace(ids.workspaceId ?? '', async (tx) => {
    const { workflowId = '', versionId = '' } = ids;
    const none = { options: { choices: [] }, spreadMinutes: 0, actor: 'priya', actorName: 'Priya' };
    return (await insertMove(tx, { workflowId, versionId, ...none })).id;
  });
  ids.no = '0';
  ids.nodeId = 'two-days';
  ids.pauseId = (await post('/api/pauses/channels', { channel: 'sms' })).id;
  return { own, foreign, ids, stepNo: runs[0].stepNo };
}

/** A task as a call node of the run would leave it. */
async function addTask(
  api: TestApi,
  workspaceId: string,
  of: { leadId?: string; runId?: string; workflowId?: string },
): Promise<string> {
  const { leadId = '', runId = '', workflowId = '' } = of;
  return api.db.inWorkspace(workspaceId, async (tx) => {
    const outcomes = [{ id: 'reached', label: 'Reached' }];
    const task = {
      kind: 'call' as const,
      title: 'Call',
      outcomes,
      key: `${runId}:call:1`,
      node: 'call',
      awaited: false,
    };
    await insertTask(tx, { ...task, leadId, runId, workflowId });
    const [row] = await listTasks(tx, { status: 'open', leadId, now: 0 }, { after: null, limit: 1 });
    return row?.id ?? '';
  });
}
