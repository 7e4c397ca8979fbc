import { expect, test } from 'vitest';
import { longGraph, SAMPLE_CATALOG } from '../store/testing/sample.ts';
import { buildNodes } from './build-flow.ts';
import type { CanvasNode } from './flow-types.ts';
import { layoutGraph } from './layout.ts';
import { NO_OVERLAY } from './overlay.ts';
import { dress } from './use-flow.ts';

test('a drag changes the object of the dragged card alone, of a thousand, and not its data', () => {
  const graph = longGraph(1000);
  const nodes = buildNodes({
    graph,
    layout: layoutGraph(graph, SAMPLE_CATALOG),
    catalog: SAMPLE_CATALOG,
    problems: new Map(),
    overlay: NO_OVERLAY,
    editable: true,
    ghost: null,
    summarize: () => '',
  });
  const shown = new Map<string, { base: CanvasNode; node: CanvasNode; key: string }>();
  const frame = (x: number) =>
    nodes.map((node) => dress(node, { selection: ['n5'], drag: { n5: { x, y: 0 } }, sizes: {}, stop: 's0', shown }));
  const before = frame(1);
  const after = frame(2);
  const changed = after.filter((node, index) => node !== before[index]);
  expect(changed.map((node) => node.id)).toEqual(['n5']);
  expect(changed[0]?.data).toBe(before.find((node) => node.id === 'n5')?.data);
});
