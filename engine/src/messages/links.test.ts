import { describe, expect, test } from 'vitest';
import { type LinkRules, rewriteLinks } from './links.ts';
import { plainText } from './plain-text.ts';

const rules: LinkRules = { keep: ['https://t.example/u/x'], track: ({ tag }) => `https://t.example/c/${tag}` };

describe('rewriting the links of a mail', () => {
  test('web links are replaced and listed, everything else stays byte for byte', () => {
    const html =
      '<!DOCTYPE html><!--[if mso]><a href="https://mso.example">x</a><![endif]--><P>&nbsp;a &lt; b<br/><a  class="b" HREF=\'https://e.com/?a=1&amp;b=2\' style="color:#fff">Read <b>the</b>\n guide</a><img src="https://e.com/a"><link href="https://e.com/css"></P>';
    expect(rewriteLinks(html, rules)).toEqual({
      html: html.replace(
        /<a {2}class[^>]*>/,
        '<a class="b" href="https://t.example/c/read-the-guide" style="color:#fff">',
      ),
      links: [{ tag: 'read-the-guide', url: 'https://e.com/?a=1&b=2', text: 'Read the guide' }],
    });
  });

  test.each([
    '<a href="mailto:a@b.c">m</a>',
    '<a href="tel:+49">t</a>',
    '<a href="#top">t</a>',
    '<a href="/path">p</a>',
    '<a name="x">n</a>',
    '<a href="">n</a>',
    '<a href="javascript:alert(1)">n</a>',
    '<a href="https://">n</a>',
    '<a href="https://t.example/u/x">Unsubscribe</a>',
    '<p>https://e.com</p>',
    '<a title=\'<a href="https://e.com">\'>x</a>',
    '<style>a[href="https://e.com"]{}</style>',
    '<textarea><a href="https://e.com">x</a></textarea>',
  ])('%s is left alone', (html) => {
    expect(rewriteLinks(html, rules)).toEqual({ html, links: [] });
  });

  test('tags come from the attribute, else from the words, else from the picture, and stay apart', () => {
    const html = [
      '<a data-tag="guide" href="https://e.com/1">One</a>',
      '<a trellis-tag="guide" href="https://e.com/2">Two</a>',
      '<a href="https://e.com/3">Guide</a>',
      '<a href="https://e.com/4">Größe &amp; Maß!</a>',
      '<a href="https://e.com/5"><img alt="Our logo" src="x"></a>',
      '<a href="https://e.com/6"></a>',
      '<a href="https://e.com/7">你好</a>',
    ].join('');
    const { links, html: out } = rewriteLinks(html, rules);
    const tags = links.map(({ tag }) => tag);
    expect(tags).toEqual(['guide', 'guide', 'guide-2', 'große-maß', 'our-logo', 'link', '你好']);
    expect(out).not.toMatch(/data-tag|trellis-tag/);
  });

  test('a tag always fits a token', () => {
    const { links } = rewriteLinks(`<a href="https://e.com">${'Größe 🚀 '.repeat(60)}</a>`, rules);
    expect(Buffer.byteLength(links[0]?.tag ?? 'x'.repeat(999))).toBeLessThanOrEqual(100);
  });

  test('the pixel stands at the end of the body, or of the text where there is none', () => {
    const pixelUrl = 'https://t.example/o/x?a=1&b=2';
    expect(rewriteLinks('<body><p>a</p><!-- </body> --></body></html>', { ...rules, pixelUrl }).html).toMatch(
      /<!-- <\/body> --><img src="https:\/\/t\.example\/o\/x\?a=1&amp;b=2"[^>]*><\/body><\/html>$/,
    );
    expect(rewriteLinks('<p>a</p>', { ...rules, pixelUrl }).html).toMatch(/^<p>a<\/p><img [^>]*>$/);
  });

  test('a value cannot break out of its attribute', () => {
    const html = '<a href="https://e.com/?q=&quot;&gt;&lt;script&gt;" title="&quot; onclick=&quot;x">x</a>';
    const { html: out } = rewriteLinks(html, { ...rules, track: ({ url }) => url });
    expect(out).toBe('<a href="https://e.com/?q=&quot;&gt;&lt;script&gt;" title="&quot; onclick=&quot;x">x</a>');
  });

  test('hostile markup takes no time', () => {
    const started = performance.now();
    for (const piece of [
      '<a href="https://e.com',
      '<a ',
      '<a href=https://e.com>',
      '<!--',
      '</body',
      '&amp',
      "<a a='",
    ]) {
      rewriteLinks(piece.repeat(Math.ceil(50_000 / piece.length)), rules);
    }
    expect(performance.now() - started).toBeLessThan(1500);
  });
});

test('the text part leaves out what the reader of the HTML does not see', () => {
  expect(plainText('<div style="display:none;max-height:0">Pre</div><div style="color:red">Body</div>')).toBe('Body\n');
  expect(plainText('<span data-trellis-preheader>Pre</span><h1>Title</h1>')).toBe('Title\n');
});
