import { convert } from 'html-to-text';

/** Plain text lines are wrapped here; URLs are never broken. */
const LINE = 78;

const hidden = (selector: string) => ({ selector, format: 'skip' });

/**
 * Derives the text part of a message from its final HTML: links keep their addresses, headings their case, pictures
 * (the open pixel among them) and what is hidden, such as the preheader, are left out.
 */
export function plainText(html: string): string {
  const heading = { format: 'heading', options: { uppercase: false, leadingLineBreaks: 2, trailingLineBreaks: 1 } };
  const text = convert(html, {
    wordwrap: LINE,
    longWordSplit: { forceWrapOnLimit: false },
    limits: { maxInputLength: 1_000_000, maxDepth: 200 },
    selectors: [
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, ...heading })),
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, noAnchorUrl: true, linkBrackets: ['<', '>'] } },
      { selector: 'img', format: 'skip' },
      { selector: 'table', options: { uppercaseHeaderCells: false } },
      ...['[data-trellis-preheader]', '[style*="display:none"]', '[style*="display: none"]'].map(hidden),
    ],
  });
  return `${text.trim()}\n`;
}
