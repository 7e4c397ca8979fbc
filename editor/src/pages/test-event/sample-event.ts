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
  body: JSON.stringify(${json({ writeKey, ...body }).replaceAll('\n', '\n  ')}),
});`;
    default:
      return language satisfies never;
  }
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
