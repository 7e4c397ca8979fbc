/**
 * A mail's HTML made harmless for the preview: it may show itself and load pictures, and nothing else.
 * Pixels of 1 × 1 are left out, for looking here is not an open; links lead nowhere, for a click here is not a lead's click.
 * `chosen` is the text of the link to ring. Meant for a sealed frame, which forbids once more what is left out here.
 */
export function mailDocument(html: string, chosen: string | undefined): string {
  const mail = new DOMParser().parseFromString(html, 'text/html');
  for (const element of mail.querySelectorAll(ACTING)) element.remove();
  for (const element of mail.querySelectorAll('*')) {
    for (const name of element.getAttributeNames()) {
      if (name.toLowerCase().startsWith('on')) element.removeAttribute(name);
    }
  }
  for (const image of mail.querySelectorAll('img')) {
    if (isPixel(image)) image.remove();
  }
  let ringed = false;
  for (const anchor of mail.querySelectorAll('a, area')) {
    anchor.setAttribute('tabindex', '-1');
    anchor.setAttribute('target', '_blank'); // the sandbox forbids windows, so nothing opens
    if (chosen && !ringed && words(anchor.textContent ?? '') === words(chosen)) {
      anchor.setAttribute('data-chosen', '');
      ringed = true;
    }
  }
  mail.head.prepend(ring(mail));
  return mail.documentElement.outerHTML;
}

const ACTING = 'script, base, meta[http-equiv], iframe, frame, object, embed, form, link';

/** Text as it is read: line breaks and doubled spaces of the source do not count. */
function words(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function isPixel(image: HTMLImageElement): boolean {
  const side = (name: 'width' | 'height') =>
    image.getAttribute(name)?.replace('px', '') ?? image.style[name].replace('px', '');
  return side('width') === '1' || side('height') === '1' || side('width') === '0';
}

/** Mail is paper: white in both themes. The ring has the light theme's focus colour. */
function ring(mail: Document): HTMLStyleElement {
  const style = mail.createElement('style');
  style.textContent =
    ':root{color-scheme:light;background:#fff}a[data-chosen]{outline:2px solid #138a5b;outline-offset:3px;border-radius:4px}';
  return style;
}
