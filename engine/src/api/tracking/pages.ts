type Page = 'ask' | 'done' | 'unknown' | 'failed';

const WORDS: Record<Page, { title: string; text: string; button?: string }> = {
  ask: {
    title: 'Unsubscribe?',
    text: 'You will get no more mail from this sender. It takes effect at once.',
    button: 'Unsubscribe',
  },
  done: { title: 'You are unsubscribed', text: 'No more mail from this sender will begin. You can close this page.' },
  unknown: {
    title: 'This link does not work',
    text: 'It is not one of ours, or was cut off. Open it from the mail again.',
  },
  failed: {
    title: 'That did not work',
    text: 'Your wish could not be stored just now. Please try again in a minute.',
    button: 'Try again',
  },
};

/** A page for readers of mail: no script, no cookie, works everywhere; its form posts to its own address. */
export function unsubscribePage(page: Page): string {
  const { title, text, button } = WORDS[page];
  const form = button ? `<form method="post"><button>${button}</button></form>` : '';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><link rel="icon" href="data:,"><title>${title}</title>
<style>:root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f8faf8;color:#181d19;font:15px/24px Inter,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
main{box-sizing:border-box;width:min(420px,100%);padding:32px}h1{font-size:20px;line-height:26px;margin:0 0 8px}p{margin:0 0 20px;color:#4a504b}
button{font:600 15px/20px inherit;font-family:inherit;padding:12px 20px;border:0;border-radius:6px;background:#0f6d48;color:#fff;cursor:pointer}button:focus-visible{outline:2px solid #138a5b;outline-offset:2px}
@media(prefers-color-scheme:dark){body{background:#0f110f;color:#eaeeeb}p{color:#aeb4af}button{background:#4ac18a;color:#01190d}}</style></head>
<body><main><h1>${title}</h1><p>${text}</p>${form}</main></body></html>`;
}
