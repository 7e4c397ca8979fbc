import { createServer } from 'node:net';
import { createTransport } from 'nodemailer';
import { afterEach, describe, expect, it } from 'vitest';
import { type Mailbox, type ReceivedMail, startMailbox } from './mailbox.ts';

describe('mailbox', () => {
  const open: Mailbox[] = [];
  afterEach(async () => {
    for (const mailbox of open.splice(0)) await mailbox.stop();
  });

  async function start(onMail: (mail: ReceivedMail) => Promise<void> = async () => undefined) {
    const mails: ReceivedMail[] = [];
    const mailbox = await startMailbox({
      port: 0,
      async onMail(mail) {
        await onMail(mail);
        mails.push(mail);
      },
    });
    open.push(mailbox);
    const send = (to: string) =>
      createTransport(mailbox.url).sendMail({
        from: 'Ada <ada@example.com>',
        to,
        subject: 'Grüße',
        html: '<p>Hällo</p>',
        text: 'Hällo',
        headers: { 'List-Unsubscribe': '<https://example.com/u/1>' },
      });
    return { mailbox, mails, send };
  }

  it('hands over envelope, headers and both bodies of a mail before it answers 250', async () => {
    const { mails, send } = await start();
    const { response } = await send('lead@example.com');
    expect(response).toMatch(/^250/);
    const [mail] = mails;
    expect(mail?.envelope).toEqual({ from: 'ada@example.com', to: ['lead@example.com'] });
    expect(mail?.subject).toBe('Grüße');
    expect(mail?.html).toContain('<p>Hällo</p>');
    expect(mail?.text).toContain('Hällo');
    expect(mail?.headers).toContainEqual({ name: 'list-unsubscribe', value: '<https://example.com/u/1>' });
    expect(mail?.raw.toString()).toContain('Message-ID:');
  });

  it.each([
    ['bounce@example.com', 550],
    ['bounce+a@example.com', 550],
    ['defer@example.com', 451],
    ['refuse@example.com', 550],
  ])('refuses %s with %i and keeps nothing', async (to, responseCode) => {
    const { mails, send } = await start();
    await expect(send(to)).rejects.toMatchObject({ responseCode });
    expect(mails).toEqual([]);
  });

  it('accepts an address that only begins like a commanded one', async () => {
    const { mails, send } = await start();
    await send('bouncer@example.com');
    expect(mails).toHaveLength(1);
  });

  it('answers 451 when the mail could not be stored, so that the sender tries again', async () => {
    const { send } = await start(() => Promise.reject(new Error('disk full')));
    await expect(send('lead@example.com')).rejects.toMatchObject({ responseCode: 451 });
  });

  it('names a taken port', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const address = holder.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await expect(startMailbox({ port, onMail: async () => undefined })).rejects.toMatchObject({
      code: 'mailbox.listen',
      message: expect.stringContaining(String(port)),
    });
    await new Promise((resolve) => holder.close(resolve));
  });
});
