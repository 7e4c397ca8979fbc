/**
 * What a document in a frame of ours may load: pictures, its own styles, fonts it carries within itself. `default-src` speaks of neither
 * forms nor bases, so they are named.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'none'",
  "object-src 'none'",
  "frame-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
  'img-src data: https: http:',
  "style-src 'unsafe-inline'",
  'font-src data:',
].join('; ');

/** HTML of others under a policy of its own, which stands before all of it, so that nothing in it comes first. */
export function sealedDocument(html: string): string {
  return `<!doctype html><meta http-equiv="Content-Security-Policy" content="${POLICY}">${html}`;
}
