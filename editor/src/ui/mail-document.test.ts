import { describe, expect, it } from 'vitest';
import { mailDocument } from './mail-document.ts';

const parse = (html: string) => new DOMParser().parseFromString(html, 'text/html');

describe('mailDocument', () => {
  it('leaves out everything that could act', () => {
    const out = mailDocument(
      '<html onclick="alert(1)"><head><meta http-equiv="refresh" content="0;url=http://x"><base href="http://x"><link rel="preload"></head>' +
        '<body><script>alert(1)</script><form action="http://x"><input></form><iframe srcdoc="x"></iframe>' +
        '<svg onload="alert(1)"><path onclick="alert(1)"></path></svg><img src="x" onerror="alert(1)"><p ONCLICK="alert(1)">Hello</p></body></html>',
      undefined,
    );
    const page = parse(out);
    expect(page.querySelectorAll('script, form, iframe, frame, object, embed, base, link, meta')).toHaveLength(0);
    expect([...page.querySelectorAll('*')].flatMap((one) => one.getAttributeNames())).not.toContainEqual(
      expect.stringMatching(/^on/i),
    );
    expect(page.body.textContent?.trim()).toBe('Hello');
  });

  it('drops the open pixel, so that looking is not opening, and keeps pictures', () => {
    const page = parse(
      mailDocument(
        '<img src="http://t/o" width="1" height="1"><img src="http://t/p" style="width:1px"><img id="photo" src="http://t/photo.png" width="300">',
        undefined,
      ),
    );
    expect([...page.querySelectorAll('img')].map((image) => image.id)).toEqual(['photo']);
  });

  it('rings the first link with the chosen text and takes all links off the tab order', () => {
    const page = parse(
      mailDocument(
        '<a href="#1">Read  the guide</a><a href="#2">Read the guide</a><a href="#3">Read the guide</a>',
        'Read the guide',
      ),
    );
    expect([...page.querySelectorAll('a[data-chosen]')].map((link) => link.getAttribute('href'))).toEqual(['#1']);
    expect([...page.querySelectorAll('a')].every((link) => link.getAttribute('tabindex') === '-1')).toBe(true);
  });
});
