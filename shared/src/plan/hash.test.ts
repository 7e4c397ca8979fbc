import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical.ts';
import { hashPlan } from './hash.ts';
import type { Plan, PlanNode } from './plan.ts';

const node = (id: string, to: string | null, more: Partial<PlanNode> = {}): PlanNode => ({
  id,
  type: 'wait',
  typeVersion: 1,
  name: `Node ${id}`,
  config: { a: 1, b: [1, 2] },
  ports: { next: { to, place: 'local' } },
  place: 'local',
  stretch: [id],
  ...more,
});
const plan = (...nodes: PlanNode[]): Plan => ({
  planVersion: 1,
  triggers: ['a'],
  nodes: Object.fromEntries(nodes.map((one) => [one.id, one])),
  settings: { reEntry: { mode: 'after-exit' } },
});
const base = plan(node('a', 'b'), node('b', null));

describe('hashPlan', () => {
  it('is a SHA-256 that stays the same for ever: published versions are known by it', () => {
    expect(hashPlan(base)).toBe('3acb7877b66578ae977b5b794d0f931bc39c0206e65363d5ff11875617a99b82');
  });

  it('is the same whatever the order of nodes and fields', () => {
    const turned = plan(node('b', null, { config: { b: [1, 2], a: 1 } }), node('a', 'b'));
    expect(hashPlan(turned)).toBe(hashPlan(base));
  });

  it('does not change with hints: places and stretches', () => {
    const hinted = plan(
      node('a', 'b', { stretch: ['a', 'b'], place: 'email', ports: { next: { to: 'b', place: 'email' } } }),
      node('b', null),
    );
    expect(hashPlan(hinted)).toBe(hashPlan(base));
  });

  it.each<[string, Plan]>([
    ['another target', plan(node('a', null), node('b', null))],
    ['a port less', plan(node('a', 'b'), node('b', null, { ports: {} }))],
    ['another config', plan(node('a', 'b', { config: { a: 1, b: [2, 1] } }), node('b', null))],
    ['another name', plan(node('a', 'b', { name: 'Other' }), node('b', null))],
    ['a node switched off', plan(node('a', 'b', { off: true }), node('b', null))],
    ['another version of a type', plan(node('a', 'b', { typeVersion: 2 }), node('b', null))],
    ['other settings', { ...base, settings: { reEntry: { mode: 'never' } } }],
    ['another trigger', { ...base, triggers: ['b'] }],
  ])('changes with %s', (_, changed) => {
    expect(hashPlan(changed)).not.toBe(hashPlan(base));
  });
});

describe('canonicalJson', () => {
  it('means the same as JSON, and does not depend on the order of fields', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = canonicalJson(value);
        expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(JSON.parse(canonicalJson(turned(value)))));
        expect(canonicalJson(turned(value))).toBe(text);
        // -0 is 0 in JSON.
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 300 },
    );
  });

  it('leaves out what is undefined, as JSON does', () => {
    expect(canonicalJson({ b: undefined, a: [undefined, 1] })).toBe('{"a":[null,1]}');
  });
});

function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, turned(inner)]),
  );
}
