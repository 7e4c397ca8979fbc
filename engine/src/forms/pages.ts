export interface Page {
  title: string;
  text: string;
  /** Posts to the page's own address. */
  button?: string;
  items?: readonly string[];
}

export const PAGES = {
  thanks: { title: 'Thank you', text: 'Your entry has arrived. You can close this page.' },
  checkMail: {
    title: 'Please check your mail',
    text: 'We have sent you a message with a link. Your entry counts once you have confirmed it there.',
  },
  confirmed: { title: 'Thank you, that is confirmed', text: 'You can close this page.' },
  expired: {
    title: 'This link is too old',
    text: 'It worked for seven days, or the form was closed. Please fill in the form again.',
  },
  unknown: {
    title: 'This link does not work',
    text: 'It is not one of ours, or was cut off. Open it from the mail again.',
  },
  failed: {
    title: 'That did not work',
    text: 'Your answer could not be stored just now. Please try again in a minute.',
    button: 'Try again',
  },
} as const satisfies Record<string, Page>;

/** A page for people without an account: no script, no cookie, works everywhere. */
export function formPage({ title, text, button, items = [] }: Page): string {
  const list = items.length > 0 ? `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>` : '';
  const form = button ? `<form method="post"><button>${escapeHtml(button)}</button></form>` : '';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><link rel="icon" href="data:,"><title>${escapeHtml(title)}</title>
<style>:root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f8faf8;color:#181d19;font:15px/24px Inter,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
main{box-sizing:border-box;width:min(460px,100%);padding:32px}h1{font-size:20px;line-height:26px;margin:0 0 8px}p,ul{margin:0 0 20px;color:#4a504b;white-space:pre-line}ul{padding-left:20px}
button{font:600 15px/20px inherit;font-family:inherit;padding:12px 20px;border:0;border-radius:6px;background:#0f6d48;color:#fff;cursor:pointer}button:focus-visible{outline:2px solid #138a5b;outline-offset:2px}
@media(prefers-color-scheme:dark){body{background:#0f110f;color:#eaeeeb}p,ul{color:#aeb4af}button{background:#4ac18a;color:#01190d}}</style></head>
<body><main><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>${list}${form}</main></body></html>`;
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
