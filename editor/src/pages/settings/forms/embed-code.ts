import type { Form } from '@trellis/shared/api/forms.ts';

export interface EmbedWords {
  /** The button. */
  send: string;
  /** Beside the field that nobody sees. */
  leaveEmpty: string;
}

type Embedded = Pick<Form, 'url' | 'fields' | 'wording' | 'honeypot'>;

/** The HTML that a page takes over: plain, without script and without style but for the field that nobody sees. */
export function embedCode({ url, fields, wording, honeypot }: Embedded, { send, leaveEmpty }: EmbedWords): string {
  const lines = fields.map(({ name, to, required }) => {
    const kind = KINDS[to] ?? '';
    return `  <label>${html(labelOf(name))} <input name="${html(name)}"${kind}${required || to === 'email' ? ' required' : ''}></label>`;
  });
  return [
    `<form action="${html(url)}" method="post">`,
    ...lines,
    `  <label style="position:absolute;left:-9999px" aria-hidden="true">${html(leaveEmpty)} <input name="${html(honeypot)}" tabindex="-1" autocomplete="off"></label>`,
    ...(wording ? [`  <p>${html(wording)}</p>`] : []),
    `  <button>${html(send)}</button>`,
    '</form>',
  ].join('\n');
}

const KINDS: Record<string, string> = {
  email: ' type="email" autocomplete="email"',
  phone: ' type="tel" autocomplete="tel"',
  'attributes.firstName': ' autocomplete="given-name"',
  'attributes.lastName': ' autocomplete="family-name"',
  'attributes.company': ' autocomplete="organization"',
};

/** "first_name" → First name. */
export function labelOf(name: string): string {
  const words = name
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replace(/[\s_.[\]-]+/g, ' ')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const html = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
