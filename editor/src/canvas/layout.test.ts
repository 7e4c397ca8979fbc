import { expect, test } from 'vitest';
import { ebookGraph, graphOf, longGraph, SAMPLE_CATALOG } from '../store/testing/sample.ts';
import { layoutGraph, portKey } from './layout.ts';
import { routeEdge } from './route.ts';

const at = (graph: Parameters<typeof layoutGraph>[0]) => {
  const { positions } = layoutGraph(graph, SAMPLE_CATALOG);
  return Object.fromEntries([...positions].map(([id, { x, y }]) => [id, [x, y]]));
};

test('the drawn example stands exactly where the drawing has it', () => {
  expect(at(ebookGraph())).toEqual({
    down: [0, 0],
    thanks: [0, 104],
    two: [0, 208],
    insights: [0, 312],
    read: [0, 416],
    band: [-248, 564],
    gentle: [248, 564],
    call: [-496, 712],
    deep: [-248, 712],
    green: [0, 712],
    end: [50, 842],
  });
});

test('branches stand in port order whatever the order of nodes and edges in the document', () => {
  const graph = graphOf('c:mail b:mail a:mail x:choose s:start', 'x.else>c x.b>b s>x x.a>a');
  const places = at(graph);
  expect((places.a?.[0] ?? 0) < (places.b?.[0] ?? 0) && (places.b?.[0] ?? 0) < (places.c?.[0] ?? 0)).toBe(true);
});

test('two cards never overlap, also with loops, partial joins, open ports and loose steps', () => {
  const graph = graphOf(
    's:start t:start x:choose a:ask b:mail c:mail d:mail e:mail f:stop g:mail loose:ask l2:mail',
    's>x t>x x.a>a x.b>b x.else>c a.yes>d a.no>d b>d d>e c>e e>g g>x loose.yes>l2',
  );
  const places = [...layoutGraph(graph, SAMPLE_CATALOG).positions];
  for (const [one, p] of places)
    for (const [other, q] of places) {
      const clash = one < other && Math.abs(p.x - q.x) < 232 && Math.abs(p.y - q.y) < 56;
      expect(clash, `${one} and ${other}`).toBe(false);
    }
});

test('a port that leads straight to the join keeps a lane of its own', () => {
  const graph = graphOf('s:start a:ask m:mail j:mail', 's>a a.yes>m a.no>j m>j');
  const layout = layoutGraph(graph, SAMPLE_CATALOG);
  const lane = layout.lanes.get(portKey('a', 'no')) ?? 0;
  const mail = (layout.positions.get('m')?.x ?? 0) - (layout.positions.get('a')?.x ?? 0);
  expect(lane - mail).toBeGreaterThanOrEqual(116 + 16);
  expect(layout.positions.get('j')?.x).toBe(layout.positions.get('a')?.x);
});

test('a place chosen by hand wins, and nothing else moves', () => {
  const graph = graphOf('s:start m:mail e:stop', 's>m m>e');
  const [s, m, e] = graph.nodes;
  if (!s || !m || !e) throw new Error('three nodes expected');
  const moved = { ...graph, nodes: [s, { ...m, position: { x: 400, y: 7 } }, e] };
  expect(at(moved)).toEqual({ ...at(graph), m: [400, 7] });
});

test('left to right, the flow runs along x and branches spread along y', () => {
  const places = at({ ...graphOf('s:start a:ask m:mail n:mail', 's>a a.yes>m a.no>n'), direction: 'right' });
  expect(places.a).toEqual([296, 0]);
  expect(places.m?.[0]).toBe(places.n?.[0]);
  expect((places.m?.[1] ?? 0) < (places.n?.[1] ?? 0)).toBe(true);
});

test('a loop back is drawn beside its block with an arrowhead, and does not push the flow around', () => {
  const graph = graphOf('s:start m:mail a:ask', 's>m m>a a.no>m');
  const layout = layoutGraph(graph, SAMPLE_CATALOG);
  expect(layout.positions.get('m')).toEqual({ x: 0, y: 104 });
  const beside = layout.loops.get('a-no') ?? 0;
  expect(beside).toBeGreaterThan(116);
  const route = routeEdge({
    direction: 'down',
    source: { x: 156, y: 264 },
    target: { x: 116, y: 104 },
    split: true,
    join: false,
    loop: 116 + beside,
  });
  expect(route.backward).toBe(true);
});

test('a thousand steps are laid out in under 20 ms', () => {
  const graph = longGraph(1000);
  layoutGraph(graph, SAMPLE_CATALOG);
  // The best of many: other processes on the machine only ever make it slower.
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 100 && best >= 20; run++) {
    const fresh = { ...graph };
    const from = performance.now();
    layoutGraph(fresh, SAMPLE_CATALOG);
    best = Math.min(best, performance.now() - from);
  }
  expect(best).toBeLessThan(20);
});

test('five thousand steps in one chain need no recursion', () => {
  const ids = Array.from({ length: 5000 }, (_, n) => `n${n}`);
  const graph = graphOf(
    ids.map((id, n) => (n === 0 ? `${id}:start` : `${id}:mail`)).join(' '),
    ids
      .slice(1)
      .map((id, n) => `n${n}>${id}`)
      .join(' '),
  );
  expect(layoutGraph(graph, SAMPLE_CATALOG).positions.get('n4999')).toEqual({ x: 0, y: 4999 * 104 });
});

test('edges have the drawn path: splits turn 24 px under the card, joins 28 px above the target', () => {
  const split = routeEdge({
    direction: 'down',
    source: { x: 572, y: 472 },
    target: { x: 364, y: 564 },
    split: true,
    join: false,
  });
  expect(split.path).toBe('M572 472L572 484Q572 496 560 496L376 496Q364 496 364 508L364 564');
  expect(split.label).toEqual({ x: 364, y: 518 });
  expect(split.plus).toEqual({ x: 364, y: 546 });
  const join = routeEdge({
    direction: 'down',
    source: { x: 116, y: 768 },
    target: { x: 612, y: 842 },
    split: false,
    join: true,
  });
  expect(join.path).toBe('M116 768L116 802Q116 814 128 814L600 814Q612 814 612 826L612 842');
  expect(join.plus).toEqual({ x: 116, y: 790 });
  const straight = routeEdge({
    direction: 'down',
    source: { x: 612, y: 56 },
    target: { x: 612, y: 104 },
    split: false,
    join: false,
  });
  expect(straight.path).toBe('M612 56L612 104');
  expect(straight.plus).toEqual({ x: 612, y: 80 });
});
