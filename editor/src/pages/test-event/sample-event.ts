/** The event of the form, as it would be sent. `userId` or `email` says whose it is; ids of known leads are turned into these for snippets. */
export interface SampleEvent {
  event: string;
  userId?: string | undefined;
  email?: string | undefined;
  properties: Record<string, unknown>;
}

/** A typed property: numbers, true, false and JSON lists or objects become what they look like, everything else stays text. */
export function readValue(text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === 'true' || trimmed === 'false') return trimmed === 'true';
  // A leading zero or a long number is an id or a phone number, not a quantity.
  if (/^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(trimmed)) return Number(trimmed);
  if (/^[[{]/.test(trimmed)) {
    try {
      return JSON.parse(trimmed);
    } catch {
      return text;
    }
  }
  return text;
}

export const SNIPPET_LANGUAGES = ['curl', 'node', 'browser'] as const;
export type SnippetLanguage = (typeof SNIPPET_LANGUAGES)[number];

/** Code to copy that sends this very event to the api at `origin` with the key. */
export function snippet(language: SnippetLanguage, sample: SampleEvent, writeKey: string, origin: string): string {
  const who = sample.userId
    ? { userId: sample.userId }
    : { anonymousId: 'device-1', context: { traits: { email: sample.email ?? '' } } };
  const body = { event: sample.event, ...who, properties: sample.properties };
  switch (language) {
    case 'curl':
      return `curl ${origin}/v1/track \\\n  -u ${writeKey}: \\\n  -d '${json(body).replaceAll("'", "'\\''")}'`;
    case 'node':
      return `import { Analytics } from '@segment/analytics-node';

const analytics = new Analytics({
  writeKey: '${writeKey}',
  host: '${origin}',
  path: '/v1/batch',
});
analytics.track(${json(body)});
await analytics.closeAndFlush();`;
    case 'browser':
      return `await fetch('${origin}/v1/track', {
  method: 'POST',
  body: JSON.stringify(${json({ writeKey, ...body }, '  ')}),
});`;
    default:
      return language satisfies never;
  }
}

/** JSON that keeps what fits on one short line, so that a snippet stays small enough to read. */
function json(value: unknown, indent = ''): string {
  const flat = oneLine(value);
  if (flat.length <= 48 || typeof value !== 'object' || value === null) return flat;
  const deeper = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((item) => json(item, deeper))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${json(item, deeper)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${lines.map((line) => deeper + line).join(',\n')}\n${indent}${close}`;
}

function oneLine(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${oneLine(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
