import { createHash, createVerify, generateKeyPairSync } from 'node:crypto';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { feedbackIdOf, listIdOf, messageIdOf } from './identity.ts';
import { buildMessage, type MessageInput } from './mime.ts';

const base: MessageInput = {
  from: { address: 'news@example.com', name: 'Ärzte & Söhne, "Team"' },
  replyTo: { address: 'reply@example.com' },
  to: { address: 'lead@example.net', name: 'Zoë 🚀 Müller' },
  subject: 'Grüße, 你好 and 🚀🚀 to you',
  html: '<h1>Hello Zoë</h1><p>Read <a href="https://example.com/a?x=1&amp;y=2">the guide</a>.</p><img src="https://t/o">',
  messageId: '<abc@example.com>',
  date: new Date('2026-11-23T10:00:00Z'),
  unsubscribe: { url: 'https://example.com/u/token', mailto: 'stop@example.com' },
  listId: '<wf.example.com>',
  feedbackId: 'a:b:nurture:c',
};

const build = (change: Partial<MessageInput> = {}) => buildMessage({ ...base, ...change });
const headerLines = (message: Buffer) =>
  message
    .toString('latin1')
    .split('\r\n\r\n')[0]
    ?.split(/\r\n(?![ \t])/) ?? [];
const count = (message: Buffer, name: string) =>
  headerLines(message).filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`)).length;

describe('building a message', () => {
  test('a reader gets back what was put in, in any script', async () => {
    const { message, envelope } = await build();
    const read = await PostalMime.parse(message);
    expect(read.subject).toBe(base.subject);
    expect(read.from).toMatchObject(base.from);
    expect(read.to?.[0]).toMatchObject(base.to);
    expect(read.messageId).toBe('<abc@example.com>');
    expect(read.date).toBe('2026-11-23T10:00:00.000Z');
    expect(read.html).toContain('Hello Zoë');
    expect(read.text).toContain('Hello Zoë');
    expect(envelope).toEqual({ from: 'news@example.com', to: 'lead@example.net' });
    expect(message.toString('latin1')).toMatch(/^[\x20-\x7e\r\n\t]*$/);
  });

  test('both unsubscribe headers, List-Id and Feedback-ID stand there once each and whole', async () => {
    const url = `https://example.com/u/${'t'.repeat(700)}`;
    const { message } = await build({ unsubscribe: { url, mailto: 'stop@example.com' } });
    for (const name of ['List-Unsubscribe', 'List-Unsubscribe-Post', 'List-Id', 'Feedback-ID', 'Message-ID', 'Date']) {
      expect([name, count(message, name)]).toEqual([name, 1]);
    }
    const text = message.toString('latin1');
    expect(text).toMatch(new RegExp(`(^|\r\n)List-Unsubscribe:\\s+<${url}>,\\s+<mailto:stop@example.com>\r\n`));
    expect(text).toContain('\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
  });

  test('the text part is derived, without shouting, pictures or preheader', async () => {
    const { text } = await build({
      html: '<div data-trellis-preheader style="display:none">Hidden</div><h2>Big news</h2><p>See <a href="https://e.com/x">here</a> or <a href="https://e.com">https://e.com</a></p><img alt="" src="https://t/open.gif">',
    });
    expect(text).toBe('Big news\n\nSee here <https://e.com/x> or https://e.com\n');
  });

  test.each([
    'b@x, evil@y.com',
    'b@x.com, evil@y.com',
    'b@x.com\r\nBcc: evil@y.com',
    'b@x.com\n',
    'b@x.com>',
    '<b@x.com>',
    'B <b@x.com>',
    '"b c"@x.com',
    'b@[127.0.0.1]',
    'b@127.0.0.1',
    'b@localhost',
    'b@x..com',
    '.b@x.com',
    'b@@x.com',
    'b@x%2ecom',
    'bé@x.com',
    'b\0@x.com',
    `${'b'.repeat(65)}@x.com`,
    '',
    '@',
  ])('the recipient %j is refused, and not repeated in the error', async (address) => {
    const error: Error = await build({ to: { address } }).then(
      () => expect.unreachable(),
      (thrown) => thrown,
    );
    expect(error).toMatchObject({ code: 'recipient_invalid' });
    if (address.length > 2) expect(error.message).not.toContain(address);
  });

  test('an international domain travels as punycode', async () => {
    expect((await build({ to: { address: 'b@Müller.example' } })).envelope.to).toBe('b@xn--mller-kva.example');
  });

  test.each([
    { subject: 'a\r\nBcc: x@y.z' },
    { subject: 'a\u2028b' },
    { to: { address: 'b@x.com', name: 'a\nb' } },
    { messageId: '<a@b>\r\nX: y' },
    { feedbackId: 'a\nb' },
    { unsubscribe: { url: 'https://e.com/>, <https://evil.com' } },
    { subject: 'x'.repeat(500) },
  ] as Partial<MessageInput>[])('a header that could smuggle another is refused: %j', async (change) => {
    await expect(build(change)).rejects.toMatchObject({ code: 'header_invalid' });
  });

  test('an oversized message is refused with its size and what to do', async () => {
    await expect(build({ html: `<p>${'word '.repeat(30_000)}</p>` })).rejects.toMatchObject({
      code: 'message_too_large',
      message: expect.stringMatching(/kB; at most 100 kB.*Shorten/),
    });
  });

  test('no line is longer than 998 bytes, whatever the HTML', async () => {
    const { message } = await build({ html: `<p>${'x'.repeat(15_000)}</p><p>${'ü🚀'.repeat(900)}</p>` });
    expect(
      Math.max(
        ...message
          .toString('latin1')
          .split('\r\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(998);
    const read = await PostalMime.parse(message);
    expect(read.html).toContain('ü🚀'.repeat(900));
  });

  test('a lone surrogate does not break the message', async () => {
    const read = await PostalMime.parse((await build({ subject: 'a\ud83d b' })).message);
    expect(read.subject).toBe('a\ufffd b');
  });

  test('the DKIM signature covers both unsubscribe headers and verifies', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const dkim = {
      domain: 'example.com',
      selector: 's1',
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
    const { message } = await build({ dkim });
    const lines = headerLines(message);
    const signature = lines.find((line) => line.startsWith('DKIM-Signature:')) ?? '';
    const tags = Object.fromEntries(
      signature
        .slice(15)
        .split(';')
        .map((tag) => tag.replace(/\s+/g, '').split(/=(.*)/).slice(0, 2)),
    ) as Record<string, string>;
    const signed = tags.h?.toLowerCase().split(':') ?? [];
    expect(signed).toEqual(
      expect.arrayContaining(['from', 'to', 'list-unsubscribe', 'list-unsubscribe-post', 'list-id']),
    );
    const body = message.toString('latin1').split(/\r\n\r\n([\s\S]*)/)[1] ?? '';
    const relaxedBody = body
      .replace(/[ \t]+\r\n/g, '\r\n')
      .replace(/[ \t]+/g, ' ')
      .replace(/(\r\n)*$/, '\r\n');
    expect(createHash('sha256').update(relaxedBody, 'latin1').digest('base64')).toBe(tags.bh);
    const relaxed = (line: string) => {
      const [, name = '', value = ''] = /^([^:]+):([\s\S]*)$/.exec(line) ?? [];
      return `${name.toLowerCase()}:${value
        .replace(/\r\n/g, '')
        .replace(/[ \t]+/g, ' ')
        .trim()}`;
    };
    const input = signed
      .map((name) => lines.find((line) => line.toLowerCase().startsWith(`${name}:`)) ?? '')
      .map((line) => `${relaxed(line)}\r\n`)
      .join('');
    const verify = createVerify('rsa-sha256').update(input + relaxed(signature).replace(/\bb=[^;]*$/, 'b='), 'latin1');
    expect(verify.verify(publicKey, tags.b ?? '', 'base64')).toBe(true);
  });
});

describe('identities of a message', () => {
  test('a Message-ID is the same for the same send key only, and tells nothing', () => {
    const id = messageIdOf({ secret: 's', sendKey: 'run:node:1:email', domain: 'example.com' });
    expect(id).toMatch(/^<[0-9a-f]{40}@example\.com>$/);
    expect(messageIdOf({ secret: 's', sendKey: 'run:node:1:email', domain: 'example.com' })).toBe(id);
    expect(messageIdOf({ secret: 's', sendKey: 'run:node:2:email', domain: 'example.com' })).not.toBe(id);
    expect(messageIdOf({ secret: 't', sendKey: 'run:node:1:email', domain: 'example.com' })).not.toBe(id);
  });

  test('Feedback-ID has four fields and List-Id a name in any script', () => {
    expect(feedbackIdOf({ secret: 's', workspaceId: 'w', workflowId: 'f', nodeId: 'n' }).split(':')).toHaveLength(4);
    expect(listIdOf({ name: 'E-book "flow" <1>\n', workflowId: 'w_1', domain: 'example.com' })).toBe(
      '"E-book flow 1" <w-1.example.com>',
    );
    expect(listIdOf({ name: 'Größe 🚀', workflowId: 'w', domain: 'example.com' })).toMatch(
      /^=\?UTF-8\?Q\?[^ ]+\?= <w\.example\.com>$/,
    );
  });
});
