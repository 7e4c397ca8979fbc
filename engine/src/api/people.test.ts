import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSmtpChannel } from '../channels/email/smtp.ts';
import { silentLog } from '../channels/log.ts';
import { type Mailbox, type ReceivedMail, startMailbox } from '../embedded/mailbox.ts';
import { createAccountMailer } from '../messages/account-mail.ts';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';
import { eventually } from '../testing/stage.ts';

let api: TestApi;
let mailbox: Mailbox;
let channel: ReturnType<typeof createSmtpChannel>;
const mails: ReceivedMail[] = [];
const cookies: Record<string, string> = {};
let workspaceId = '';

beforeAll(async () => {
  mailbox = await startMailbox({ port: 0, onMail: async (mail) => void mails.push(mail) });
  channel = createSmtpChannel({ url: mailbox.url, log: silentLog });
  const mailer = createAccountMailer({
    channel,
    defaultSender: 'hello@trellis.example',
    publicUrl: 'http://trellis.example',
  });
  api = await startTestApi({ mailer, settings: { limits: { signIns: 500 } } });
  const made = await api.call('POST', '/api/setup', OWNER);
  cookies.owner = api.cookieOf(made);
  workspaceId = made.body.workspaces[0].id;
});
afterAll(async () => {
  await api.close();
  await channel.close();
  await mailbox.stop();
});

const call = (who: string, method: string, path: string, body?: unknown) =>
  api.call(method, `/api${path}`, body, { cookie: cookies[who] });
const invite = (who: string, email: string, role: string) => call(who, 'POST', '/people/invitations', { email, role });
const tokenOf = (link: string) => link.split('#')[1] ?? '';
const mailTo = async (address: string) =>
  eventually(
    async () => mails.filter(({ envelope }) => envelope.to[0] === address),
    (found) => found.length > 0,
  );
const join = async (who: string, email: string, role: string) => {
  const { body } = await invite('owner', email, role);
  const joined = { token: tokenOf(body.link), name: who, password: `the password of ${who}` };
  const answer = await api.call('POST', '/api/invitations/accept', joined);
  cookies[who] = api.cookieOf(answer);
  return answer;
};
const idOf = async (email: string) =>
  (await call('owner', 'GET', '/people')).body.members.find((one: { email: string }) => one.email === email).id;

describe('an invitation', () => {
  it('goes out by mail, is shown as a link, and lets one person in once', async () => {
    const { status, body } = await invite('owner', 'Mira@Brightwater.example', 'admin');
    expect([status, body.mailed, body.invitation.email]).toEqual([201, true, 'mira@brightwater.example']);
    const [mail] = await mailTo('mira@brightwater.example');
    expect(mail?.html).toContain(tokenOf(body.link));
    expect(mail?.subject).toBe('Priya Raman invites you to Brightwater in Trellis');
    const token = tokenOf(body.link);
    expect((await api.call('POST', '/api/invitations/look', { token })).body).toEqual({
      workspace: 'Brightwater',
      email: 'mira@brightwater.example',
      role: 'admin',
      invitedBy: 'Priya Raman',
      hasAccount: false,
    });
    const accept = { token, name: 'Mira Osei', password: 'the password of mira' };
    const weak = await api.call('POST', '/api/invitations/accept', { ...accept, password: 'password123' });
    expect([weak.status, weak.body.fields?.[0]?.path]).toEqual([400, ['password']]);
    const answers = await Promise.all([1, 2, 3].map(() => api.call('POST', '/api/invitations/accept', accept)));
    const joined = answers.filter((answer) => answer.status === 200);
    expect(joined).toHaveLength(1);
    expect(answers.every((answer) => [200, 401, 410].includes(answer.status))).toBe(true);
    cookies.mira = joined[0] ? api.cookieOf(joined[0]) : '';
    expect((await call('mira', 'GET', '/people')).body.members.map((one: { role: string }) => one.role)).toEqual([
      'owner',
      'admin',
    ]);
    expect((await api.call('POST', '/api/invitations/accept', accept)).body.code).toBe('invitation-invalid');
  });

  it('is good for its own workspace and purpose only, and is kept as a hash', async () => {
    const { body } = await invite('owner', 'bound@brightwater.example', 'viewer');
    const token = tokenOf(body.link);
    const other = '0'.repeat(32) + token.slice(32);
    for (const wrong of [other, token.slice(32), `${token.slice(0, -1)}!`]) {
      expect((await api.call('POST', '/api/invitations/look', { token: wrong })).status).not.toBe(200);
    }
    const reset = await api.call('POST', '/api/password-resets/use', { token, newPassword: 'another fine password' });
    expect(reset.body.code).toBe('reset-invalid');
    const [found] = await api.db.asSystem((tx) =>
      tx.execute<{ kept: string }>(sql`select string_agg(i::text, ' ') as kept from invitations i`),
    );
    expect(found?.kept).not.toContain(token.slice(32));
  });

  it('ends when a newer one is made, when it is withdrawn, and after seven days', async () => {
    const look = async (link: string) =>
      (await api.call('POST', '/api/invitations/look', { token: tokenOf(link) })).status;
    const first = (await invite('owner', 'late@brightwater.example', 'viewer')).body;
    const second = (await invite('owner', 'late@brightwater.example', 'sales')).body;
    expect([await look(first.link), await look(second.link)]).toEqual([410, 200]);
    await call('owner', 'DELETE', `/people/invitations/${second.invitation.id}`);
    expect(await look(second.link)).toBe(410);
    const third = (await invite('owner', 'late@brightwater.example', 'sales')).body;
    await api.db.asSystem((tx) =>
      tx.execute(sql`update invitations set expires_at = now() where id = ${third.invitation.id}`),
    );
    expect(await look(third.link)).toBe(410);
  });
});

describe('members', () => {
  it('keep an owner, and owners are touched by owners only', async () => {
    const owner = await idOf(OWNER.email);
    const mira = await idOf('mira@brightwater.example');
    const code = async (who: string, method: string, path: string, body?: unknown) =>
      (await call(who, method, path, body)).body.code;
    expect(await code('mira', 'DELETE', `/people/${owner}`)).toBe('owner-only');
    expect(await code('mira', 'PATCH', `/people/${owner}`, { role: 'viewer' })).toBe('owner-only');
    expect(await code('mira', 'PATCH', `/people/${mira}`, { role: 'owner' })).toBe('owner-only');
    expect((await invite('mira', 'x@brightwater.example', 'owner')).body.code).toBe('owner-only');
    expect(await code('owner', 'POST', '/people/leave')).toBe('last-owner');
    expect(await code('owner', 'PATCH', `/people/${owner}`, { role: 'admin' })).toBe('last-owner');
    await call('owner', 'PATCH', `/people/${mira}`, { role: 'owner' });
    const [one, two] = await Promise.all([
      call('owner', 'POST', '/people/leave'),
      call('mira', 'POST', '/people/leave'),
    ]);
    expect([one.status, two.status].sort()).toEqual([200, 409]);
    const stays = one.status === 200 ? 'mira' : 'owner';
    cookies.owner = cookies[stays] ?? '';
    expect((await call('owner', 'GET', '/people')).body.members).toHaveLength(1);
  });

  it('lose everything here at once when they are removed', async () => {
    await join('sam', 'sam@brightwater.example', 'marketer');
    expect((await call('sam', 'GET', '/workspace')).status).toBe(200);
    await call('owner', 'DELETE', `/people/${await idOf('sam@brightwater.example')}`);
    expect((await call('sam', 'GET', '/workspace')).body.code).toBe('workspace-not-found');
  });
});

describe('a password', () => {
  it('is changed by who knows the present one, and signs out all other devices', async () => {
    await join('kim', 'kim@brightwater.example', 'viewer');
    const other = await api.call('POST', '/api/session', {
      email: 'kim@brightwater.example',
      password: 'the password of kim',
    });
    cookies.kimElsewhere = api.cookieOf(other);
    const wrong = { password: 'not this one', newPassword: 'a brand new password' };
    expect((await call('kim', 'POST', '/account/password', wrong)).body.code).toBe('wrong-password');
    const weak = { password: 'the password of kim', newPassword: 'qwertyuiop' };
    expect((await call('kim', 'POST', '/account/password', weak)).status).toBe(400);
    const changed = await call('kim', 'POST', '/account/password', { ...wrong, password: 'the password of kim' });
    expect(changed.status).toBe(200);
    cookies.kim = api.cookieOf(changed);
    expect((await call('kim', 'GET', '/workspace')).status).toBe(200);
    expect((await call('kimElsewhere', 'GET', '/workspace')).status).toBe(401);
  });

  it('is reset once by a mailed token, and the answer does not tell who has an account', async () => {
    const known = await api.call('POST', '/api/password-resets', { email: 'kim@brightwater.example' });
    const unknown = await api.call('POST', '/api/password-resets', { email: 'nobody@brightwater.example' });
    expect([known.status, known.body]).toEqual([unknown.status, unknown.body]);
    const found = await eventually(
      async () => mails.find(({ subject }) => subject === 'Set a new password for Trellis'),
      (mail) => mail !== undefined,
    );
    const token = /reset-password#([\w-]+)/.exec(found?.html ?? '')?.[1] ?? '';
    expect(token.length).toBeGreaterThan(20);
    const [kept] = await api.db.asSystem((tx) =>
      tx.execute<{ rows: string }>(sql`select string_agg(v::text, ' ') as rows from auth.verification v`),
    );
    expect(kept?.rows).not.toContain(token);
    const use = { token, newPassword: 'yet another password' };
    const answers = await Promise.all([1, 2].map(() => api.call('POST', '/api/password-resets/use', use)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410]);
    expect((await call('kim', 'GET', '/workspace')).status).toBe(401);
    const signedIn = { email: 'kim@brightwater.example', password: 'yet another password' };
    expect((await api.call('POST', '/api/session', signedIn)).status).toBe(200);
    expect(mails.some(({ envelope }) => envelope.to[0] === 'nobody@brightwater.example')).toBe(false);
  });
});

it('devices are listed, and signed out one by one or all others at once', async () => {
  await join('lee', 'lee@brightwater.example', 'viewer');
  const again = { email: 'lee@brightwater.example', password: 'the password of lee' };
  for (let n = 0; n < 3; n++) await api.call('POST', '/api/session', again);
  const { items } = (await call('lee', 'GET', '/account/devices')).body;
  expect(items).toHaveLength(4);
  expect(items.filter((device: { current: boolean }) => device.current)).toHaveLength(1);
  const [other] = items.filter((device: { current: boolean }) => !device.current);
  expect((await call('owner', 'DELETE', `/account/devices/${other.id}`)).status).toBe(404);
  expect((await call('lee', 'DELETE', `/account/devices/${other.id}`)).status).toBe(200);
  expect((await call('lee', 'POST', '/account/devices/sign-out-others')).body).toEqual({ signedOut: 2 });
  expect((await call('lee', 'GET', '/account/devices')).body.items).toHaveLength(1);
});

it('a session ends 90 days after the sign-in, however often it was used', async () => {
  const signedIn = await api.call('POST', '/api/session', {
    email: 'lee@brightwater.example',
    password: 'the password of lee',
    stay: true,
  });
  const cookie = api.cookieOf(signedIn);
  const devices = () => api.call('GET', '/api/account/devices', undefined, { cookie });
  const ask = async () => (await devices()).status;
  const age = (days: number) =>
    api.db.asSystem((tx) =>
      tx.execute(sql`update auth.session set created_at = now() - make_interval(days => ${days}), expires_at = now() + interval '30 days'
        where user_id = ${signedIn.body.user.id}`),
    );
  await age(89);
  const [device] = (await devices()).body.items;
  expect(Date.parse(device.expiresAt) - Date.now()).toBeLessThan(25 * 60 * 60 * 1000);
  await age(91);
  expect(await ask()).toBe(401);
  // It is gone, not only refused: setting the row back would not bring it back.
  await age(1);
  expect(await ask()).toBe(401);
});

it('the audit log is read page by page, and narrowed to one area or person', async () => {
  const seen: string[] = [];
  let cursor: string | null = '';
  for (let pages = 0; cursor !== null && pages < 50; pages++) {
    const { body } = await call('owner', 'GET', `/audit?limit=5${cursor ? `&cursor=${cursor}` : ''}`);
    expect(body.items.length).toBeLessThanOrEqual(5);
    seen.push(...body.items.map((entry: { id: string }) => entry.id));
    cursor = body.nextCursor;
  }
  const [count] = await api.db.asSystem((tx) =>
    tx.execute<{ rows: number }>(sql`select count(*)::int as rows from audit_log where workspace_id = ${workspaceId}`),
  );
  expect([new Set(seen).size, seen.length]).toEqual([count?.rows, count?.rows]);
  expect(seen).toEqual([...seen].sort().reverse());
  const roles = (await call('owner', 'GET', '/audit?area=member')).body.items;
  expect(roles.every(({ action }: { action: string }) => action.startsWith('member.'))).toBe(true);
  expect(JSON.stringify(roles)).not.toMatch(/@brightwater/);
  expect((await call('lee', 'GET', '/audit')).status).toBe(403);
  // Things are called by their names as they are now.
  await call('owner', 'POST', '/forms', { name: 'Guide', fields: [{ name: 'mail', to: 'email' }] });
  expect((await call('owner', 'GET', '/audit?area=form')).body.items[0].subject.name).toBe('Guide');
});

it('a test mail goes to who asks for it, from the sender of the workspace', async () => {
  await call('owner', 'PATCH', '/workspace', {
    sender: {
      name: 'Hanna',
      address: 'hanna@news.example',
      replyTo: 'back@news.example',
      postalAddress: 'Stationsplein 12, Utrecht',
    },
  });
  const { status, body } = await call('owner', 'POST', '/workspace/test-mail');
  expect(status).toBe(200);
  const mail = mails.findLast(({ envelope }) => envelope.to[0] === body.to);
  expect(mail?.subject).toMatch(/^Test mail from Brightwater/);
  expect(mail?.envelope.from).toBe('hanna@news.example');
  expect(mail?.headers.find(({ name }) => name === 'reply-to')?.value).toContain('back@news.example');
  expect(mail?.html).toContain('Stationsplein 12, Utrecht');
  // A program has no address that it could go to.
  const { key } = (await call('owner', 'POST', '/api-keys', { name: 'mail', scope: 'admin' })).body;
  const byKey = await api.call('POST', '/api/workspace/test-mail', undefined, {
    headers: { authorization: `Bearer ${key}` },
  });
  expect([byKey.status, byKey.body.detail]).toEqual([409, expect.stringContaining('An API key has no mail address')]);
});
