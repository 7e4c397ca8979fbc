import { z } from 'zod';
import { type ConfigProblem, defineNode } from '../../node/definition.ts';
import { templateField } from '../../node/fields.ts';

/** Headers that the request itself decides; a wrong one would garble it. */
const OWN_HEADERS = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'upgrade',
  'te',
  'trailer',
  'expect',
  'idempotency-key',
]);

const config = z.object({
  method: z.enum(['POST', 'GET', 'PUT', 'PATCH', 'DELETE']).default('POST').meta({ title: 'Method' }),
  url: z
    .string()
    .trim()
    .max(2_000)
    .regex(/^https?:\/\/[^\s/?#]+[^\s]*$/i, 'expected an address such as https://example.com/hook')
    .meta({ title: 'Address', help: 'Public addresses only' }),
  headers: z.record(z.string().max(100), z.string().max(2_000)).default({}).meta({
    title: 'Headers',
    widget: 'key-value',
    help: 'Keys and tokens belong into Settings, Secrets: {{ secrets.name }}',
  }),
  body: templateField(50_000, {
    title: 'Body',
    multiline: true,
    when: '!method=GET',
    help: 'JSON; {{ lead.email }} stands for the lead’s own',
  }).optional(),
  timeoutSeconds: z.number().int().min(1).max(30).default(10).meta({ title: 'Give up after seconds', advanced: true }),
});
export type CallWebhookConfig = z.output<typeof config>;

export default defineNode({
  type: 'call-webhook',
  version: 1,
  category: 'data',
  title: 'Call webhook',
  icon: 'webhook',
  help: 'Calls an address of another system and keeps its answer for later steps.',
  keywords: ['http', 'api', 'request', 'post', 'call', 'integration'],
  summary: '{method} {url|host}',
  config,
  ports: [
    { id: 'next', label: 'Answered' },
    { id: 'failed', label: 'Failed', optional: true },
  ],
  place: 'http',
  stops: true,
  check: checkHeaders,
  decide: ({ config: { method, url } }) => ({ kind: 'perform', why: { text: `Calls ${method} ${hostOf(url)}` } }),
});

/** Addresses may carry secrets in path and query: texts name the host only. */
function hostOf(url: string): string {
  return /^https?:\/\/(?:[^/?#@]*@)?([^/?#]+)/i.exec(url)?.[1] ?? 'the address';
}

function checkHeaders({ headers }: CallWebhookConfig): ConfigProblem[] {
  const entries = Object.entries(headers);
  const problems: ConfigProblem[] = [];
  if (entries.length > 30) {
    problems.push({
      path: ['headers'],
      code: 'webhook.headers',
      message: `${entries.length} headers are too many: at most 30.`,
    });
  }
  for (const [name, value] of entries) {
    const path = ['headers', name];
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
      problems.push({
        path,
        code: 'webhook.header',
        message: `“${name}” is no name of a header: use letters, digits and -.`,
      });
    } else if (OWN_HEADERS.has(name.toLowerCase())) {
      problems.push({ path, code: 'webhook.header', message: `the header “${name}” is set by Trellis: remove it.` });
    } else if (/[\r\n]/.test(value)) {
      problems.push({ path, code: 'webhook.header', message: `the header “${name}” holds a line break: remove it.` });
    }
  }
  return problems;
}
