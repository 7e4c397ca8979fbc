import { Parser } from 'htmlparser2';

/** Bytes of a tag, so that it fits a tracking token. */
const LONGEST_TAG = 100;
const LONGEST_TEXT = 200;

/** A tracked link of a message. */
export interface MailLink {
  /** The name conditions and reports know it by, unique within the message unless links share a given tag. */
  tag: string;
  /** Where it leads. */
  url: string;
  /** What the reader clicks on. */
  text: string;
}

export interface LinkRules {
  /** URLs that stay as they are: the unsubscribe address above all, which must work without a redirect. */
  keep: readonly string[];
  /** The address that stands in the mail instead. */
  track(link: MailLink): string;
  /** The picture whose loading counts as an open; none is added without it. */
  pixelUrl?: string | undefined;
}

interface Anchor extends MailLink {
  /** Where the opening tag stands in the source. */
  start: number;
  end: number;
  attributes: Record<string, string>;
  given: string;
}

/**
 * Rewrites the web links of rendered HTML and adds the open pixel. Only `<a href>` and `<area href>` with http or https
 * are touched; the rest of the source stays byte for byte. A link's tag is its `data-tag` (or `trellis-tag`) attribute, or is made from its
 * text, and is taken out of the HTML.
 */
export function rewriteLinks(html: string, rules: LinkRules): { html: string; links: MailLink[] } {
  const { anchors, bodyEnd } = findAnchors(html, rules.keep);
  nameAnchors(anchors);
  const links: MailLink[] = [];
  let output = '';
  let at = 0;
  const copyTo = (position: number) => {
    output += html.slice(at, position);
    at = position;
  };
  for (const { start, end, attributes, tag, url, text } of anchors) {
    if (url === '') continue;
    const link = { tag, url, text };
    links.push(link);
    copyTo(start);
    output += openingTag(html.slice(start, end), attributes, rules.track(link));
    at = end;
  }
  copyTo(bodyEnd);
  if (rules.pixelUrl) {
    output += `<img src="${escapeAttribute(rules.pixelUrl)}" width="1" height="1" alt="" style="display:block;border:0;width:1px;height:1px">`;
  }
  copyTo(html.length);
  return { html: output, links };
}

function findAnchors(html: string, keep: readonly string[]): { anchors: Anchor[]; bodyEnd: number } {
  const anchors: Anchor[] = [];
  let open: Anchor | undefined;
  let bodyEnd = html.length;
  const parser: Parser = new Parser(
    {
      onopentag(name, attributes, implied) {
        if (name === 'img' && open && attributes.alt) open.text += ` ${attributes.alt}`;
        if ((name !== 'a' && name !== 'area') || implied) return;
        const url = webUrl(attributes.href);
        if (url === undefined || keep.includes(url)) return;
        const given = (attributes['data-tag'] ?? attributes['trellis-tag'] ?? '').trim();
        const text = name === 'area' ? (attributes.alt ?? '') : '';
        const anchor = { start: parser.startIndex, end: parser.endIndex + 1, attributes, given, tag: '', url, text };
        anchors.push(anchor);
        if (name === 'a') open = anchor;
      },
      ontext(text) {
        if (open) open.text += text;
      },
      onclosetag(name, implied) {
        if (name === 'a') open = undefined;
        // The last </body> counts: one inside a comment or text never gets here.
        if (name === 'body' && !implied) bodyEnd = parser.startIndex;
      },
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  parser.end(html);
  for (const anchor of anchors) anchor.text = anchor.text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_TEXT);
  return { anchors, bodyEnd };
}

/** The address as a web link, or undefined for mailto, tel, anchors and everything else. */
function webUrl(href: string | undefined): string | undefined {
  const url = href?.trim().replace(/[\t\r\n]/g, '');
  return url && /^https?:\/\//i.test(url) && URL.canParse(url) ? url : undefined;
}

/** Given tags may repeat, as two links to one thing; made ones are numbered. */
function nameAnchors(anchors: Anchor[]): void {
  const taken = new Set(anchors.map(({ given }) => given));
  for (const anchor of anchors) {
    if (anchor.given !== '') {
      anchor.tag = shorten(anchor.given);
      continue;
    }
    const base = slug(anchor.text) || 'link';
    let tag = base;
    for (let n = 2; taken.has(tag); n++) tag = `${base}-${n}`;
    taken.add(tag);
    anchor.tag = tag;
  }
}

function slug(text: string): string {
  const words = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return shorten(words).replace(/-+$/, '');
}

/** Cuts at whole characters. */
function shorten(text: string): string {
  let short = '';
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > LONGEST_TAG) break;
    short += character;
  }
  return short;
}

function openingTag(source: string, attributes: Record<string, string>, href: string): string {
  const [, name = 'a'] = /^<([a-z]+)/i.exec(source) ?? [];
  const kept = Object.entries({ ...attributes, href }).filter(([key]) => key !== 'data-tag' && key !== 'trellis-tag');
  const end = source.endsWith('/>') ? ' /' : '';
  return `<${name}${kept.map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`).join('')}${end}>`;
}

function escapeAttribute(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
