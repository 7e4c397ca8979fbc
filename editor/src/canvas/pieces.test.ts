import { expect, test } from 'vitest';
import { ebookGraph, SAMPLE_CATALOG, SAMPLE_TYPES } from '../store/testing/sample.ts';
import { align } from './align.ts';
import { keepUnchanged } from './build-flow.ts';
import { firstViewport, fitViewport } from './fit.ts';
import { layoutGraph } from './layout.ts';
import { searchSteps } from './search-steps.ts';
import { spotKey, spotOf } from './spot.ts';
import { walk } from './walk.ts';

const titles = (text: string) => searchSteps(SAMPLE_TYPES, text).map((found) => found.description.title);

test('search finds by the beginning of words first, then keywords, then letters in order', () => {
  expect(titles('wa')).toEqual(['Wait for a time', 'Wait for an event']);
  expect(titles('event')).toEqual(['Wait for an event']);
  expect(titles('letter')).toEqual(['Email']);
  expect(titles('wfae')).toEqual(['Wait for an event']);
  expect(titles('xyz')).toEqual([]);
  expect(titles('')).toHaveLength(SAMPLE_TYPES.length);
});

test('search marks the letters that fit', () => {
  expect(searchSteps(SAMPLE_TYPES, 'ti')[0]?.marks).toEqual([[11, 13]]);
});

test('fit enlarges to 100 % at most and keeps cards clear of floating panels', () => {
  const pane = { width: 1000, height: 800 };
  expect(fitViewport([{ x: 0, y: 0, width: 232, height: 56 }], pane, [])).toEqual({ zoom: 1, x: 384, y: 372 });
  const panel = { x: 16, y: 16, width: 284, height: 100 };
  const view = fitViewport([{ x: 0, y: 0, width: 900, height: 700 }], pane, [panel]);
  expect(view.x >= 300 || view.y >= 116).toBe(true);
});

test('a large workflow opens at its beginning at a readable size instead of as a speck', () => {
  const cards = Array.from({ length: 100 }, (_, n) => ({ x: 0, y: n * 104, width: 232, height: 56 }));
  expect(firstViewport(cards, cards[0], { width: 1000, height: 800 }, []).zoom).toBe(0.86);
});

test('arrow keys walk along the lines, and beside them to the nearest step', () => {
  const graph = ebookGraph();
  const layout = layoutGraph(graph, SAMPLE_CATALOG);
  const go = (from: string, key: Parameters<typeof walk>[4]) => walk(graph, layout, SAMPLE_CATALOG, from, key);
  expect(go('read', 'ArrowDown')).toBe('band');
  expect(go('band', 'ArrowUp')).toBe('read');
  expect(go('band', 'ArrowRight')).toBe('gentle');
  expect(go('deep', 'ArrowLeft')).toBe('call');
  expect(go('call', 'ArrowLeft')).toBeNull();
  expect(go('end', 'ArrowDown')).toBeNull();
});

test('a dragged card snaps to the middle of another within 6 px and shows the guide there', () => {
  const other = { x: 100, y: 0, width: 232, height: 56 };
  const found = align({ x: 104, y: 300, width: 232, height: 56 }, [other]);
  expect(found).toEqual({ position: { x: 100, y: 300 }, x: 100, y: null });
  expect(align({ x: 110, y: 300, width: 232, height: 56 }, [other]).x).toBeNull();
});

test('a spot survives being written as text', () => {
  for (const spot of [
    { kind: 'edge', edge: 'e-1' },
    { kind: 'port', node: 'n', port: 'a b' },
  ] as const)
    expect(spotOf(spotKey(spot))).toEqual(spot);
  expect(spotOf('nonsense')).toBeNull();
});

test('what did not change keeps its identity', () => {
  const before = [
    { id: 'a', data: { x: [1] } },
    { id: 'b', data: { x: [2] } },
  ];
  const after = keepUnchanged(before, [
    { id: 'a', data: { x: [1] } },
    { id: 'b', data: { x: [3] } },
  ]);
  expect(after[0]).toBe(before[0]);
  expect(after[1]).not.toBe(before[1]);
});
