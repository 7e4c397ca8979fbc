import { Marked } from 'marked';

/** Liquid tags and outputs: they pass through Markdown untouched, as words without meaning there. */
const LIQUID = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;

/**
 * Turns a mail's Markdown (with Liquid inside) into an HTML template (with the same Liquid inside) in the plain layout: one column, one
 * paragraph style, the footer with postal address and unsubscribe link. `[Words](url "button")` becomes a button; a title
 * `tag:read-guide` names the link for conditions (`"button tag:read-guide"` does both).
 */
export function mailTemplate(body: string, footer: string = FOOTER): string {
  const liquid: string[] = [];
  const shielded = body.replace(LIQUID, (found) => `LQ${liquid.push(found) - 1}QL`);
  const html = markdown().parse(shielded, { async: false });
  const content = html.replace(/LQ(\d+)QL/g, (_, index: string) => liquid[Number(index)] ?? '');
  return LAYOUT.replace('<!--content-->', () => content).replace('<!--footer-->', () => footer);
}

/** Puts the rendered subject and preview line into the rendered layout. */
export function withHeadLines(html: string, { subject, preheader }: { subject: string; preheader?: string }): string {
  return html
    .replace('<!--subject-->', () => escapeHtml(subject))
    .replace('<!--preheader-->', () => escapeHtml(preheader ?? ''));
}

const escapeHtml = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

/** Raw HTML in the Markdown is shown as text: the layout is ours, so that a stray tag cannot break the footer. */
function markdown(): Marked {
  return new Marked({
    gfm: true,
    renderer: {
      html: ({ text }) => escapeHtml(text),
      link({ href, title, tokens }) {
        const words = (title ?? '').split(/\s+/);
        const tag = words.find((word) => word.startsWith('tag:'))?.slice(4);
        const style = words.includes('button') ? ` style="${BUTTON}"` : '';
        const tagged = tag ? ` data-tag="${escapeHtml(tag)}"` : '';
        return `<a href="${escapeHtml(href)}"${tagged}${style}>${this.parser.parseInline(tokens)}</a>`;
      },
    },
  });
}

const BUTTON =
  'display:inline-block;padding:9px 16px;border-radius:6px;background:#1d3f66;color:#ffffff;text-decoration:none;font-weight:600';

/** Why the mail came and how to end it; mails that ask something of their own say so instead. */
const FOOTER =
  'You get this mail as part of “{{ workflow.name }}”. <a href="{{ unsubscribe_url }}" style="color:#636964">Unsubscribe</a>';

const LAYOUT = `<!doctype html>
<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title><!--subject--></title></head>
<body style="margin:0;padding:24px;background:#ffffff;color:#1c211d;font:14px/1.57 Inter,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<div style="display:none;max-height:0;overflow:hidden"><!--preheader--></div>
<div style="max-width:560px;margin:0 auto">
<p style="font-weight:700;color:#1d3f66;margin:0 0 20px">{{ sender.name | default: "" }}</p>
<!--content-->
<hr style="border:0;border-top:1px solid #e2e5e2;margin:28px 0 16px">
<p style="color:#636964;font-size:11px;line-height:16px;margin:0">{{ sender.footer | default: "" }}<br><!--footer--></p>
</div>
</body></html>`;
