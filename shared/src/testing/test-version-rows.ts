import { beforeAll, expect, it } from 'vitest';
import { type Catalog, loadCatalog } from '../node/catalog.ts';
import { BUILT_IN_NODES } from '../nodes/registry.ts';
import { moveBetween, type VersionCase, type VersionResult } from './version-rows.ts';

/** Given → the steps logged after the move → how the run stands then. */
export type VersionRow = [rule: string, given: VersionCase, steps: string[], check?: (result: VersionResult) => void];

/** Tests each row; what an end node logs is told as `end left: `. */
export function testVersionRows(rows: readonly VersionRow[]): void {
  let catalog: Catalog;
  beforeAll(async () => {
    catalog = await loadCatalog(BUILT_IN_NODES);
  });
  it.each(rows.map(([rule], index) => ({ rule, index })))('$rule', ({ index }) => {
    const [, given, steps, check] = rows[index] ?? [];
    if (!given || !steps) throw new Error('There is no such row.');
    const result = moveBetween(catalog, given);
    expect(result.migrated.kind).toBe('moved');
    expect(result.steps.map((step) => step.replace(/^end .*/, 'end left: '))).toEqual(steps);
    check?.(result);
  });
}
