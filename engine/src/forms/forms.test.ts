import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EmailChannel } from '../channels/email/channel.ts';
import { createSmtpChannel } from '../channels/email/smtp.ts';
import { type SmtpSink, startSmtpSink } from '../channels/email/smtp-sink.ts';
import { silentLog } from '../channels/log.ts';
import { dropPendingEntries } from '../db/queries/opt-ins.ts';
import { takeDue } from '../db/queries/outbox.ts';
import { optOut } from '../messages/consent.ts';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';
import { sendConfirmation } from './send-confirmation.ts';

describe('a form', () => {
  let api: TestApi;
  let sink: SmtpSink;
  let channel: EmailChannel;
  let cookie = '';
  let workspaceId = '';
  let formId = '';
  beforeAll(async () => {
    [api, sink] = await Promise.all([startTestApi({ settings: { limits: { formPosts: 1_000 } } }), startSmtpSink()]);
    channel = createSmtpChannel({ url: sink.url, log: silentLog });
    const made = await api.call('POST', '/api/setup', OWNER);
    cookie = api.cookieOf(made);
    workspaceId = made.body.workspaces[0].id;
  });
  afterAll(async () => {
    await channel?.close();
    await sink?.close();
    await api?.close();
  });
  beforeEach(async () => {
    formId = await form({});
  });

  async function form(change: Record<string, unknown>): Promise<string> {
    const made = await api.call(
      'POST',
      '/api/forms',
      {
        name: 'Guide',
        fields: [
          { name: 'mail', to: 'email', required: true },
          { name: 'first', to: 'attributes.firstName' },
          { name: 'topic', to: 'properties.topic' },
        ],
        wording: 'Yes, send me the guide and news.',
        redirectUrl: 'https://brightwater.example/thanks',
        redirectOrigins: ['https://www.brightwater.example'],
        ...change,
      },
      { cookie },
    );
    expect([made.status, made.body.code]).toEqual([201, undefined]);
    return made.body.id;
  }
  const rows = <Row extends Record<string, unknown>>(query: ReturnType<typeof sql>) =>
    api.db.inWorkspace(workspaceId, (tx) => tx.execute<Row>(query));
  const leadOf = async (address: string) =>
    (
      await rows<{ id: string; consent: string; attributes: unknown }>(
        sql`select id, consent_email as consent, attributes from leads where email = ${address}`,
      )
    )[0];
  /** Posts as a browser does. */
  const post = (fields: Record<string, string>, to = formId) =>
    fetch(`${api.url}/f/${to}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { accept: 'text/html', origin: 'https://elsewhere.example' },
      body: new URLSearchParams(fields),
    });
  /** Sends the confirmation mails that are owed; answers the link of the last one to the address. */
  async function mailed(address: string): Promise<string | undefined> {
    const { renderer, secret, publicUrl } = api.services;
    const deps = { db: api.db, channel, renderer, secret, publicUrl, defaultSender: 'news@brightwater.example' };
    await api.db.asSystem(async (tx) => {
      for (const row of await takeDue(tx, ['confirm'], 100)) {
        if (row.kind !== 'confirm') continue;
        await sendConfirmation(deps, row.workspaceId, row.optInId);
        await tx.execute(sql`delete from outbox where id = ${row.id}`);
      }
    });
    const mail = sink.mailbox.messages.filter(({ recipient }) => recipient === address).at(-1);
    return mail && /\/f\/c\/[\w-]+/.exec(mail.raw.replace(/=\r\n/g, ''))?.[0];
  }

  it('takes what a browser posts, sends it where it should go, and asks by mail', async () => {
    const answer = await post({ mail: ' Ada@x.example ', first: 'Ada', topic: 'pumps', unknown: 'left out' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, 'https://brightwater.example/thanks']);
    expect(await leadOf('Ada@x.example')).toMatchObject({ consent: 'unknown', attributes: {} });
    const [event] = await rows(sql`select name, properties from events where source = 'form'`);
    expect(event).toEqual({ name: 'form.submitted', properties: { form: 'Guide', formId, topic: 'pumps' } });
    const link = await mailed('Ada@x.example');
    expect(link).toBeDefined();
    // Looking changes nothing, however often: mail scanners follow links.
    for (let n = 0; n < 3; n++) {
      const look = await fetch(`${api.url}${link}`);
      expect([look.status, (await look.text()).includes('Yes, send me the guide and news.')]).toEqual([200, true]);
    }
    expect((await leadOf('Ada@x.example'))?.consent).toBe('unknown');
    for (let n = 0; n < 2; n++) expect((await fetch(`${api.url}${link}`, { method: 'POST' })).status).toBe(200);
    expect(await leadOf('Ada@x.example')).toMatchObject({ consent: 'opted-in', attributes: { firstName: 'Ada' } });
    expect(await rows(sql`select state, source, wording from consents`)).toEqual([
      { state: 'opted-in', source: 'form: Guide (double opt-in)', wording: 'Yes, send me the guide and news.' },
    ]);
    const names = await rows<{ name: string }>(sql`select name from events where source = 'form' order by id`);
    expect(names.map(({ name }) => name)).toEqual(['form.submitted', 'form.confirmed']);
  });

  it('takes multipart and JSON too, and tells scripts in JSON', async () => {
    const data = new FormData();
    data.set('mail', 'multi@x.example');
    data.set('file', new Blob(['a file is passed over']), 'x.txt');
    const multi = await fetch(`${api.url}/f/${formId}`, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: data,
    });
    expect([multi.status, await multi.json()]).toEqual([200, { success: true, confirm: true }]);
    const json = await fetch(`${api.url}/f/${formId}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ mail: 'json@x.example', topic: ['a', 'b'] }),
    });
    expect([json.status, json.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    const [event] = await rows<{ properties: { topic: string } }>(
      sql`select properties from events e join leads l on l.id = e.lead_id where l.email = 'json@x.example'`,
    );
    expect(event?.properties.topic).toBe('a, b');
    const bad = await fetch(`${api.url}/f/${formId}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ mail: 'b@x, evil@y' }),
    });
    expect([bad.status, await bad.json()]).toMatchObject([422, { code: 'form-invalid', fields: [{ path: ['mail'] }] }]);
  });

  it('redirects only to origins it was told of', async () => {
    const to = async (_redirect: string) =>
      (await post({ mail: 'redirect@x.example', _redirect, topic: _redirect })).headers.get('location');
    expect(await to('https://www.brightwater.example/done?x=1')).toBe('https://www.brightwater.example/done?x=1');
    for (const evil of [
      'https://evil.example/',
      '//evil.example',
      'https://www.brightwater.example.evil.example/',
      'https://www.brightwater.example@evil.example/',
      'javascript:alert(1)',
    ])
      expect(await to(evil)).toBe('https://brightwater.example/thanks');
  });

  it('stores nothing of a program that fills what nobody sees, and tells it what everybody is told', async () => {
    const answer = await post({ mail: 'bot@x.example', website_address: 'http://spam' });
    expect(answer.status).toBe(303);
    expect(await leadOf('bot@x.example')).toBeUndefined();
  });

  it('counts a double click once, and asks one address at most three times a day', async () => {
    await Promise.all([1, 2, 3].map(() => post({ mail: 'twice@x.example', topic: 'same' })));
    const [once] = await rows(
      sql`select count(*)::int as count from events e join leads l on l.id = e.lead_id where l.email = 'twice@x.example'`,
    );
    expect(once).toEqual({ count: 1 });
    for (let n = 0; n < 5; n++) await post({ mail: 'twice@x.example', topic: `again ${n}` });
    const [asked] = await rows(sql`select count(*)::int as count from opt_ins where address = 'twice@x.example'`);
    expect(asked).toEqual({ count: 3 });
  });

  it('without double opt-in consent counts at once, but never over an earlier no', async () => {
    const plain = await form({ doubleOptIn: false });
    await post({ mail: 'plain@x.example' }, plain);
    expect((await leadOf('plain@x.example'))?.consent).toBe('opted-in');
    await api.db.inWorkspace(workspaceId, (tx) =>
      optOut(tx, api.services.secret, { address: 'plain@x.example', reason: 'unsubscribed', source: 'one-click' }),
    );
    await post({ mail: 'plain@x.example', topic: 'again' }, plain);
    expect((await leadOf('plain@x.example'))?.consent).toBe('opted-out');
    // From their own mailbox they may change their mind.
    await post({ mail: 'plain@x.example' });
    const link = await mailed('plain@x.example');
    await fetch(`${api.url}${link}`, { method: 'POST' });
    expect((await leadOf('plain@x.example'))?.consent).toBe('opted-in');
    expect(await rows(sql`select 1 from suppressions`)).toEqual([]);
  });

  it('lets nobody change a known lead by typing its address: what was entered waits, unreadable, for the address to confirm', async () => {
    const known = { email: 'known@x.example', firstName: 'Nora' };
    await api.call('POST', '/api/leads', known, { cookie });
    const form = { mail: 'known@x.example', first: 'Mallory', _anonymousId: 'browser-of-mallory' };
    await post(form);
    expect(await leadOf('known@x.example')).toMatchObject({ attributes: { firstName: 'Nora' } });
    const bound = sql`select 1 from lead_identities where value = 'browser-of-mallory'`;
    expect(await rows(bound)).toEqual([]);
    const held = await rows<{ pending: Buffer }>(sql`select pending from opt_ins where address = 'known@x.example'`);
    expect(held[0]?.pending.length).toBeGreaterThan(50);
    expect(held[0]?.pending.includes(Buffer.from('Mallory'))).toBe(false);
    const link = await mailed('known@x.example');
    await fetch(`${api.url}${link}`, { method: 'POST' });
    expect(await leadOf('known@x.example')).toMatchObject({
      consent: 'opted-in',
      attributes: { firstName: 'Mallory' },
    });
    expect(await rows(bound)).toHaveLength(1);
    expect(await rows(sql`select 1 from opt_ins where address = 'known@x.example' and pending is not null`)).toEqual(
      [],
    );
  });

  it('tells the last entries with what became of each, and refuses a mail that cannot be rendered', async () => {
    await post({ mail: 'one@x.example' });
    await post({ mail: 'two@x.example' });
    const link = await mailed('one@x.example');
    await fetch(`${api.url}${link}`, { method: 'POST' });
    const { body } = await api.call('GET', `/api/forms/${formId}/entries`, undefined, { cookie });
    expect(
      body.items.map(({ lead, state }: { lead: { email: string }; state: string }) => [lead.email, state]),
    ).toEqual([
      ['two@x.example', 'mailed'],
      ['one@x.example', 'confirmed'],
    ]);
    const broken = { confirmBody: 'Hello {% if %} {{ confirm_url }}' };
    const refused = await api.call('PATCH', `/api/forms/${formId}`, broken, { cookie });
    expect([refused.status, refused.body.code]).toEqual([422, 'template-invalid']);
  });

  it('forgets what was entered once its link is too old', async () => {
    await post({ mail: 'never@x.example', first: 'Never' });
    await rows(sql`update opt_ins set created_at = now() - interval '6 days' where address = 'never@x.example'`);
    const held = () => rows(sql`select 1 from opt_ins where address = 'never@x.example' and pending is not null`);
    await api.db.asSystem((tx) => dropPendingEntries(tx, 7));
    expect(await held()).toHaveLength(1);
    await rows(sql`update opt_ins set created_at = now() - interval '8 days' where address = 'never@x.example'`);
    await api.db.asSystem((tx) => dropPendingEntries(tx, 7));
    expect(await held()).toEqual([]);
  });

  it('takes entries only of the pages it was told of, where it was told of any', async () => {
    const closed = await form({ postOrigins: ['https://www.brightwater.example'] });
    const from = async (origin: string | undefined) =>
      (
        await fetch(`${api.url}/f/${closed}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...(origin ? { origin } : {}) },
          body: JSON.stringify({ mail: 'origin@x.example' }),
        })
      ).status;
    expect(await from('https://evil.example')).toBe(403);
    expect(await from('null')).toBe(403);
    expect(await leadOf('origin@x.example')).toBeUndefined();
    expect(await from('https://www.brightwater.example')).toBe(200);
    expect(await from(undefined)).toBe(200);
  });

  it('writes to nobody who complained', async () => {
    await post({ mail: 'complained@x.example' });
    await api.db.inWorkspace(workspaceId, (tx) =>
      optOut(tx, api.services.secret, {
        address: 'complained@x.example',
        reason: 'complained',
        source: 'feedback loop',
      }),
    );
    expect(await mailed('complained@x.example')).toBeUndefined();
    const [optIn] = await rows(sql`select failed, mailed_at from opt_ins where address = 'complained@x.example'`);
    expect(optIn).toEqual({ failed: 'complained', mailed_at: null });
  });

  it('refuses links that were cut or made up, late answers, closed forms and foreign ones', async () => {
    await post({ mail: 'late@x.example' });
    const link = (await mailed('late@x.example')) ?? '';
    for (const broken of [link.slice(0, -1), `${link.slice(0, -1)}A`, '/f/c/x'])
      expect((await fetch(`${api.url}${broken === link ? `${link}B` : broken}`, { method: 'POST' })).status).toBe(404);
    await rows(sql`update opt_ins set created_at = now() - interval '8 days' where address = 'late@x.example'`);
    expect((await fetch(`${api.url}${link}`, { method: 'POST' })).status).toBe(410);
    expect((await leadOf('late@x.example'))?.consent).toBe('unknown');
    await api.call('DELETE', `/api/forms/${formId}`, undefined, { cookie });
    expect((await post({ mail: 'closed@x.example' })).status).toBe(410);
    expect((await post({ mail: 'a@x.example' }, crypto.randomUUID())).status).toBe(404);
    const huge = await fetch(`${api.url}/f/${await form({})}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ mail: 'x'.repeat(200_000) }),
    });
    expect(huge.status).toBe(413);
  });
});
