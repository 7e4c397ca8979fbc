import { describe, expect, test } from 'vitest';
import { readSmtpUrl } from './smtp-url.ts';

describe('the SMTP URL', () => {
  test('gives host, port, login and TLS', () => {
    expect(readSmtpUrl('smtp://127.0.0.1:2525')).toEqual({
      options: { host: '127.0.0.1', port: 2525, secure: false, requireTLS: false, ignoreTLS: false },
      server: '127.0.0.1:2525',
    });
    expect(readSmtpUrl('smtps://me%40x.y:p%3Aw@mail.example?name=out.example&tls.rejectUnauthorized=false')).toEqual({
      options: {
        host: 'mail.example',
        port: 465,
        secure: true,
        requireTLS: false,
        ignoreTLS: false,
        name: 'out.example',
        tls: { rejectUnauthorized: false },
      },
      credentials: { user: 'me@x.y', pass: 'p:w' },
      server: 'mail.example:465',
    });
    expect(readSmtpUrl('smtp://[::1]:25').options.host).toBe('::1');
  });

  test('a password is not sent to another machine in the clear unless told so', () => {
    expect(readSmtpUrl('smtp://u:p@mail.example').options.requireTLS).toBe(true);
    expect(readSmtpUrl('smtp://u:p@localhost').options.requireTLS).toBe(false);
    expect(readSmtpUrl('smtp://u:p@mail.example?ignoreTLS=true').options).toMatchObject({
      requireTLS: false,
      ignoreTLS: true,
    });
  });

  test.each([
    ['nonsense', 'no URL'],
    ['http://u:secret@x', 'scheme http:'],
    ['smtp://x?pool=true', 'unknown setting "pool"'],
    ['smtp://x?ignoreTLS=yes', 'expected true or false'],
    ['smtp://u:%ZZsecret@x', 'wrongly encoded'],
  ])('%s is refused without repeating a password', (url, words) => {
    const thrown = (() => {
      try {
        return readSmtpUrl(url);
      } catch (error) {
        return error as Error;
      }
    })();
    expect(thrown).toMatchObject({ code: 'smtp_url_invalid', message: expect.stringContaining(words) });
    expect(JSON.stringify(thrown) + String(thrown)).not.toContain('secret');
  });
});
