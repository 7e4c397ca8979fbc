import { contract } from '@trellis/shared/api/contract.ts';
import { parseCondition } from '@trellis/shared/condition/parse.ts';
import { readGraph } from '@trellis/shared/graph/migrations.ts';
import { loadCatalog } from '@trellis/shared/node/catalog.ts';
import { BUILT_IN_NODES } from '@trellis/shared/nodes/registry.ts';
import { readCron } from '@trellis/shared/schedule/cron.ts';
import { parseDuration } from '@trellis/shared/schedule/duration-words.ts';
import { isZone } from '@trellis/shared/schedule/zone.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfirmToken } from '../forms/confirm-token.ts';
import { guessDelimiter, guessMapping } from '../imports/detect.ts';
import { attributeOf, kindOf } from '../imports/read-value.ts';
import { csvLine } from '../imports/report.ts';
import { storable } from '../intake/keep-rejected.ts';
import { isTimeZone } from '../intake/traits.ts';
import { readAddress } from '../messages/address.ts';
import { createRenderer, type Renderer } from '../messages/render/renderer.ts';
import { secretsNamed, withoutSecrets } from '../secrets/use-secrets.ts';

/*
 * ReDoS: 50 kB of text that makes careless patterns try again and again. Every field of text that the contract and the forms of steps know is found by
 * walking their schemas, so that a new one is judged without a word here.
 */
const MOST_MS = 50;
const LENGTH = 50_000;
const filled = (piece: string, end = '') => piece.repeat(Math.ceil(LENGTH / piece.length)).slice(0, LENGTH) + end;
const EVIL = [
  filled('a'),
  filled('a', '!'),
  filled('a.', '@'),
  filled('a@', ' '),
  filled('@'),
  filled(' ', 'x'),
  filled('\t\n', 'x'),
  filled('0', 'x'),
  filled('1,', ';'),
  filled('1 day ', '?'),
  filled('-'),
  filled('/'),
  filled('('),
  filled('{{ '),
  filled('{% if '),
  filled('{{ a | b: "'),
  filled('"'),
  filled('a"b,'),
  filled('https://'),
  filled('http://a.', '\n'),
  filled('attributes.'),
  filled('secrets.a '),
  filled('+49 ', 'x'),
  filled('\\'),
  filled('\ud83d'),
];

/** Milliseconds of the slowest text, the best of three each: another process may hold the processor. */
function slowest(judge: (text: string) => unknown): number {
  const once = (text: string) => {
    const began = performance.now();
    try {
      judge(text);
    } catch {
      // A refusal is an answer.
    }
    return performance.now() - began;
  };
  return Math.max(
    ...EVIL.map((text) => {
      const first = once(text);
      return first < MOST_MS ? first : Math.min(first, once(text), once(text));
    }),
  );
}

interface Schema {
  safeParse(value: unknown): unknown;
  _zod: { def: Record<string, unknown> & { type: string } };
}

/** Every schema of a text within a schema, with its path. */
function textsOf(schema: Schema, path: string, found: Map<string, Schema>, depth = 0): Map<string, Schema> {
  if (depth > 14) return found;
  const { def } = schema._zod;
  const inner = (next: unknown, name = '') => textsOf(next as Schema, path + name, found, depth + 1);
  switch (def.type) {
    case 'string':
      found.set(path, schema);
      break;
    case 'object':
      for (const [name, part] of Object.entries(def.shape as Record<string, Schema>)) inner(part, `.${name}`);
      break;
    case 'array':
      inner(def.element, '[]');
      break;
    case 'record':
      inner(def.keyType, '{key}');
      inner(def.valueType, '{}');
      break;
    case 'union':
      for (const [index, option] of (def.options as Schema[]).entries()) inner(option, `|${index}`);
      break;
    case 'tuple':
      for (const [index, item] of (def.items as Schema[]).entries()) inner(item, `[${index}]`);
      break;
    case 'intersection':
      inner(def.left);
      inner(def.right);
      break;
    case 'pipe':
      inner(def.in);
      break;
    case 'lazy':
      inner((def.getter as () => Schema)());
      break;
    default:
      if (def.innerType) inner(def.innerType);
  }
  return found;
}

describe('50 kB of an evil text is judged within 50 ms', () => {
  it('by every field of every route', () => {
    const found = new Map<string, Schema>();
    for (const [group, routes] of Object.entries(contract)) {
      for (const [name, procedure] of Object.entries(routes)) {
        const { inputSchema } = procedure['~orpc'];
        // The contract's schemas are all zod's.
        if (inputSchema) textsOf(inputSchema as unknown as Schema, `${group}.${name}`, found);
      }
    }
    expect(found.size).toBeGreaterThan(120);
    const slow = [...found].flatMap(([path, schema]) => {
      const ms = slowest((text) => schema.safeParse(text));
      return ms < MOST_MS ? [] : [`${path}: ${Math.round(ms)} ms`];
    });
    expect(slow).toEqual([]);
  });

  it('by every field of every step’s form', async () => {
    const catalog = await loadCatalog(BUILT_IN_NODES);
    const found = new Map<string, Schema>();
    for (const [type, { definition }] of catalog) textsOf(definition.config as unknown as Schema, type, found);
    expect(found.size).toBeGreaterThan(60);
    const slow = [...found].flatMap(([path, schema]) => {
      const ms = slowest((text) => schema.safeParse(text));
      return ms < MOST_MS ? [] : [`${path}: ${Math.round(ms)} ms`];
    });
    expect(slow).toEqual([]);
  });

  const JUDGES: Record<string, (text: string) => unknown> = {
    'an email address': readAddress,
    'a duration in words': parseDuration,
    'a rule of a schedule': readCron,
    'a time zone': isZone,
    'a time zone of an event': isTimeZone,
    'a condition': (text) => parseCondition({ field: text, operator: 'contains', value: text }),
    'a graph': (text) =>
      readGraph({ schemaVersion: 1, nodes: [{ id: text, type: text, name: text, config: { text } }] }),
    'a link of a confirmation': (text) => readConfirmToken('a secret of the test, long enough for it', text),
    'a number of a file': (text) => attributeOf({ to: 'attributes.x', as: 'number', format: 'comma' }, text),
    'a date of a file': (text) => attributeOf({ to: 'attributes.x', as: 'date', format: 'dmy' }, text),
    'the kind of a column': (text) => kindOf([text]),
    'the columns of a file': (text) => guessMapping([text], [[text]]),
    'the delimiter of a file': guessDelimiter,
    'a line of an export': (text) => csvLine([text]),
    'the names of secrets': (text) => secretsNamed([text]),
    'an answer without secrets': (text) => withoutSecrets(text, ['aaaa', 'secrets.a']),
    'an excerpt of a refused event': (text) => storable(text, LENGTH),
    'an address to go to': (text) => URL.canParse(text),
  };
  it.each(Object.entries(JUDGES))('as %s', (_, judge) => {
    expect(slowest(judge)).toBeLessThan(MOST_MS);
  });
});

describe('a template of 50 kB', () => {
  let renderer: Renderer;
  beforeAll(() => {
    renderer = createRenderer();
  });
  afterAll(() => renderer.close());

  it('is judged in a thread of its own that is killed when it takes too long, and the next one is judged as ever', async () => {
    for (const text of EVIL) {
      const answer = await renderer.check({ subject: text, html: text });
      // Judged, or ended: never a process that hangs.
      expect(['check', 'fault']).toContain(answer.kind);
    }
    const { kind } = await renderer.render({ subject: 'Hi {{ lead.name }}', html: '', data: { lead: { name: 'A' } } });
    expect(kind).toBe('rendered');
  }, 60_000);
});
