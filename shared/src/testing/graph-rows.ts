import { beforeAll, describe, expect, it } from 'vitest';
import { type Catalog, loadCatalog } from '../node/catalog.ts';
import { BUILT_IN_NODES } from '../nodes/registry.ts';
import type { Step } from '../runtime/answer.ts';
import { driveGraph, type GraphCase, wayOf } from './drive-graph.ts';

/** Given a drawn workflow and what happens → the ports taken and how it ends → what some of the logged steps say. */
export type GraphRow = [
  rule: string,
  given: GraphCase,
  /** `node.port …`, then the reason of the end, `wait`, or `parked code`. */
  way: string,
  /** The step logged last at each of these nodes. */
  logged?: Record<string, Partial<Step> | RegExp>,
];

/** Tests each row of a rule by pure `advance`. */
export function testGraphs(rule: string, rows: readonly GraphRow[]): void {
  describe(rule, () => {
    let catalog: Catalog;
    beforeAll(async () => {
      catalog = await loadCatalog(BUILT_IN_NODES);
    });
    it.each(rows)('%s', (_, given, way, logged = {}) => {
      const result = driveGraph(catalog, given);
      expect(wayOf(result).join(' ')).toBe(way);
      for (const [node, said] of Object.entries(logged)) {
        const step = result.steps.findLast((one) => one.node === node);
        if (said instanceof RegExp) expect(step?.text).toMatch(said);
        else expect(step).toMatchObject(said);
      }
    });
  });
}

/** A condition of one rule. */
export const only = (field: string, operator: string, value?: unknown) => ({
  version: 1 as const,
  combinator: 'and' as const,
  rules: [value === undefined ? { field, operator } : { field, operator, value }] as never,
});

/** A node that a lead passes straight through. */
export const PASS: GraphCase['nodes'][string] = ['update-lead', { addTags: ['passed'] }];
