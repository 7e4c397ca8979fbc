import { expect, test } from 'vitest';
import { ebookGraph, graphOf, longGraph, SAMPLE_CATALOG } from '../store/testing/sample.ts';
import { buildOutline, type OutlineRow } from './build-outline.ts';

const line = (row: OutlineRow) =>
  `${'  '.repeat(row.depth)}${row.kind === 'step' ? row.node : row.kind === 'branch' ? `${row.label}:${row.steps.length}` : row.kind === 'goto' ? `→ ${row.node}` : '+'}`;
const linesOf = (graph: Parameters<typeof buildOutline>[0]) => buildOutline(graph, SAMPLE_CATALOG).map(line);

test('branches stand below their step, and what follows after they meet below all of them', () => {
  expect(linesOf(ebookGraph())).toEqual([
    'down',
    'thanks',
    'two',
    'insights',
    'read',
    '  Clicked:4',
    '  band',
    '    A:1',
    '    call',
    '    → end',
    '    B:1',
    '    deep',
    '    → end',
    '    Else:1',
    '    green',
    '    → end',
    '  Timed out:1',
    '  gentle',
    'end',
  ]);
});

test('open ports, loops and loose steps are said', () => {
  const graph = graphOf('s:start a:ask m:mail l:mail', 's>a a.yes>m m>a');
  expect(linesOf(graph)).toEqual(['s', 'a', '  Clicked:1', '  m', '  → a', '  Timed out:0', '  +', 'l', '+']);
});

test('every step stands in the outline exactly once, also in a thousand', () => {
  const graph = longGraph(1000);
  const steps = buildOutline(graph, SAMPLE_CATALOG).flatMap((row) => (row.kind === 'step' ? [row.node] : []));
  expect(steps.toSorted()).toEqual(graph.nodes.map((node) => node.id).toSorted());
});
