import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ContextParts, contextFor } from './context-for.ts';
import type { Decision } from './decision.ts';
import { CATEGORIES, type NodeDefinition } from './definition.ts';
import { WIDGETS } from './fields.ts';
import { migrateConfig } from './migrate-config.ts';
import { resolvePorts } from './ports.ts';
import { summarize } from './summary.ts';

type Config = Record<string, unknown>;

export interface NodeCases {
  /** Configs that the form accepts; each is also checked for ports and summary. */
  valid: Config[];
  /** Configs that the schema or the node's own check refuses. */
  invalid: Config[];
  /** Decisions: what is named in `expect` must be in the answer. */
  decides: { name: string; config: Config; context?: ContextParts; expect: object }[];
  /** Configs as older versions saved them; each must come out valid. */
  saved?: { version: number; config: Config }[];
  /** Summaries that must read exactly so. */
  summaries?: { config: Config; expect: string }[];
}

/** What half-filled forms and foreign documents leave in a config. */
const GARBAGE: unknown[] = [
  undefined,
  null,
  '',
  '{',
  0,
  -1,
  Number.NaN,
  true,
  [],
  [null],
  [{}],
  {},
  { rules: 1 },
  { amount: 'x' },
  '\u0000\ud800',
];

/**
 * The conformance suite of node types: call it in `node.test.ts` beside the definition. It proves what palette, form, compiler and interpreter
 * rely on, and that `decide` is pure: same answer twice, from frozen inputs, without looking at the clock or at chance.
 */
export function testNode(node: NodeDefinition, cases: NodeCases): void {
  describe(`node ${node.type}`, () => {
    testDeclaration(node);
    testForm(node, cases);
    testSummary(node, cases);
    testDecisions(node, cases);
    testMigrations(node, cases);
  });
}

function testDeclaration(node: NodeDefinition): void {
  it('declares what the palette and the card show', () => {
    expect(node.title.length).toBeGreaterThan(0);
    expect(node.icon).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(CATEGORIES).toContain(node.category);
    expect(node.summary.length).toBeGreaterThan(0);
  });
  it('reaches the editor as a form of bounded numbers and known widgets', () => {
    const schema = z.toJSONSchema(node.config, { target: 'draft-7', io: 'input' }) as SchemaPart;
    for (const part of partsOf(schema)) {
      if (part.widget !== undefined) expect(WIDGETS).toContain(part.widget);
      if (part.type !== 'integer') continue;
      expect(part.minimum, 'an integer without .min() leaks its machine bound').toBeGreaterThan(
        Number.MIN_SAFE_INTEGER,
      );
      expect(part.maximum, 'an integer without .max() leaks its machine bound').toBeLessThan(Number.MAX_SAFE_INTEGER);
    }
  });
}

function testForm(node: NodeDefinition, { valid, invalid }: NodeCases): void {
  it.each(valid.map((config) => [JSON.stringify(config), config] as const))('accepts %s', (_, config) => {
    const parsed = node.config.parse(config);
    expect(JSON.parse(JSON.stringify(parsed)), 'a parsed config is JSON, because a plan is').toEqual(parsed);
    expect(node.config.parse(parsed), 'parsing again changes nothing').toEqual(parsed);
    expect(errorsOf(node, parsed)).toEqual([]);
    const ports = resolvePorts(node.ports, parsed).map(({ id }) => id);
    expect(new Set(ports).size, 'every port has its own id').toBe(ports.length);
  });
  it.each(invalid.map((config) => [JSON.stringify(config), config] as const))('refuses %s', (_, config) => {
    const parsed = node.config.safeParse(config);
    expect(parsed.success ? errorsOf(node, parsed.data) : ['schema']).not.toEqual([]);
  });
}

function testSummary(node: NodeDefinition, { valid, summaries = [] }: NodeCases): void {
  it('has a summary for finished and unfinished configs', () => {
    for (const config of valid) {
      expect(summarize(node.summary, node.config.parse(config))).toMatch(/^(?!.*(?:undefined|\[object|[{}])).+$/);
    }
    const fields = Object.keys(node.config.shape);
    for (const garbage of GARBAGE) {
      const config = Object.fromEntries(fields.map((field) => [field, garbage]));
      expect(summarize(node.summary, config).length).toBeGreaterThan(0);
      expect(() => resolvePorts(node.ports, config)).not.toThrow();
    }
  });
  it.each(summaries.map((one) => [one.expect, one] as const))('is summed up as: %s', (line, { config }) => {
    expect(summarize(node.summary, node.config.parse(config))).toBe(line);
  });
}

function testDecisions(node: NodeDefinition, { decides }: NodeCases): void {
  it.each(decides.map((one) => [one.name, one] as const))('%s', (_, { config, context: parts, expect: expected }) => {
    const context = contextFor(node.config.parse(config), parts);
    const decision = blindfolded(() => node.decide(context));
    expect(
      blindfolded(() => node.decide(context)),
      'the same inputs give the same decision',
    ).toEqual(decision);
    expect(JSON.parse(JSON.stringify(decision)), 'a decision is logged, so it is JSON').toEqual(decision);
    const ports = resolvePorts(node.ports, context.config).map(({ id }) => id);
    for (const port of portsTaken(decision)) expect(ports).toContain(port);
    if (decision.kind === 'wait' && decision.until !== undefined) {
      expect(decision.onTime ?? decision.again, 'a deadline says what follows it').toBeTruthy();
      expect(decision.until, 'a wait ends later than it is asked').toBeGreaterThan(context.now);
    }
    expect(decision.why.text.length).toBeGreaterThan(0);
    expect(decision).toMatchObject(expected);
  });
}

function testMigrations(node: NodeDefinition, { saved = [] }: NodeCases): void {
  it('brings configs of every older version to the present one', () => {
    for (let version = 1; version < node.version; version++) {
      expect(
        saved.map((one) => one.version),
        `give a config saved by version ${version}`,
      ).toContain(version);
    }
    for (const { version, config } of saved) {
      const migrated = migrateConfig(node, version, config);
      expect(migrated.problem).toBeUndefined();
      expect(node.config.safeParse(migrated.config).error).toBeUndefined();
    }
  });
}

function errorsOf(node: NodeDefinition, config: Config): unknown[] {
  return (node.check?.(config) ?? []).filter(({ severity }) => severity !== 'warning');
}

function portsTaken(decision: Decision): string[] {
  if (decision.kind === 'go') return [decision.port];
  if (decision.kind !== 'wait') return [];
  return [...decision.doors.map(({ port }) => port), ...(decision.onTime ? [decision.onTime] : [])];
}

/** Runs a function that must not look at the clock or at chance. */
function blindfolded<T>(decide: () => T): T {
  const { now } = Date;
  const { random } = Math;
  const refuse = (what: string) => () => {
    throw new Error(`decide looked at ${what}: use context.now and context.random, so that a replay decides the same.`);
  };
  Date.now = refuse('the clock');
  Math.random = refuse('chance');
  try {
    return decide();
  } finally {
    Date.now = now;
    Math.random = random;
  }
}

interface SchemaPart {
  type?: unknown;
  widget?: unknown;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, SchemaPart>;
  items?: SchemaPart;
  anyOf?: SchemaPart[];
}

function partsOf(schema: SchemaPart): SchemaPart[] {
  const inner = [
    ...Object.values(schema.properties ?? {}),
    ...(schema.items ? [schema.items] : []),
    ...(schema.anyOf ?? []),
  ];
  return [schema, ...inner.flatMap(partsOf)];
}
