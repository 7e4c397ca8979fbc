import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSmtpChannel } from '../channels/email/smtp.ts';
import { type SmtpSink, startSmtpSink } from '../channels/email/smtp-sink.ts';
import { silentLog } from '../channels/log.ts';
import { takeDue } from '../db/queries/outbox.ts';
import { pause } from '../pauses/pause.ts';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';
import { sendConfirmation } from './send-confirmation.ts';

let api: TestApi;
let sink: SmtpSink;
let workspaceId = '';
let formId = '';
beforeAll(async () => {
  [api, sink] = await Promise.all([startTestApi(), startSmtpSink()]);
  const made = await api.call('POST', '/api/setup', OWNER);
  workspaceId = made.body.workspaces[0].id;
  const form = { name: 'Guide', fields: [{ name: 'mail', to: 'email' }], wording: 'Yes, send me news.' };
  formId = (await api.call('POST', '/api/forms', form, { cookie: api.cookieOf(made) })).body.id;
});
afterAll(async () => {
  await sink?.close();
  await api?.close();
});

it.each([
  ['email', { level: 'channel', name: 'email' }],
  ['everything', { level: 'workspace', name: '' }],
] as const)('an entry is taken, asked by mail and confirmed while %s is paused', async (what, subject) => {
  await api.db.inWorkspace(workspaceId, (tx) => pause(tx, { ...subject, subjectId: workspaceId, actor: 'test' }));
  const mail = `${what}@x.example`;
  const post = await fetch(`${api.url}/f/${formId}`, { method: 'POST', body: new URLSearchParams({ mail }) });
  expect(post.status).toBe(200);
  const channel = createSmtpChannel({ url: sink.url, log: silentLog });
  const { renderer, secret, publicUrl } = api.services;
  const deps = { db: api.db, channel, renderer, secret, publicUrl, defaultSender: 'news@brightwater.example' };
  await api.db.asSystem(async (tx) => {
    for (const row of await takeDue(tx, ['confirm'], 10)) {
      if (row.kind === 'confirm') await sendConfirmation(deps, row.workspaceId, row.optInId);
      await tx.execute(sql`delete from outbox where id = ${row.id}`);
    }
  });
  await channel.close();
  const sent = sink.mailbox.messages.find(({ recipient }) => recipient === mail);
  const link = /\/f\/c\/[\w-]+/.exec(sent?.raw.replace(/=\r\n/g, '') ?? '')?.[0];
  expect(link).toBeDefined();
  expect((await fetch(`${api.url}${link}`, { method: 'POST' })).status).toBe(200);
  const [lead] = await api.db.inWorkspace(workspaceId, (tx) =>
    tx.execute<{ consent: string }>(sql`select consent_email as consent from leads where email = ${mail}`),
  );
  expect(lead?.consent).toBe('opted-in');
});
