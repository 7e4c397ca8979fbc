import type { Graph } from '@trellis/shared/graph/graph.ts';
import { expect, test } from 'vitest';
import { longGraph, SAMPLE_CATALOG } from '../store/testing/sample.ts';
import { buildNodes, keepUnchanged } from './build-flow.ts';
import { layoutGraph } from './layout.ts';
import { NO_OVERLAY } from './overlay.ts';
import { createSummaries } from './summaries.ts';

const ask = SAMPLE_CATALOG.get('ask');
if (!ask) throw new Error('The sample catalog has no ask.');
/** A step that decides by the outcome of another, and one that names another by its id. */
const CATALOG = new Map(SAMPLE_CATALOG)
  .set('by', { ...ask, type: 'by', summary: 'By {field|field}' })
  .set('after', { ...ask, type: 'after', summary: 'After {step|step}' });
const BY = { id: 'by', type: 'by', typeVersion: 1, name: 'Which way?', config: { field: 'output.n5.port' } };
const AFTER = { id: 'after', type: 'after', typeVersion: 1, name: 'Later', config: { step: 'n5' } };

const graph: Graph = (() => {
  const long = longGraph(1000);
  return { ...long, nodes: [...long.nodes, BY, AFTER] };
})();
const renamed = (to: string): Graph => ({
  ...graph,
  nodes: graph.nodes.map((node) => (node.id === 'n5' ? { ...node, name: to } : node)),
});

test('a rename changes the lines of the cards that mention the step at once, and no other card of a thousand', () => {
  const summarize = createSummaries(CATALOG, {});
  const draw = (drawn: Graph) =>
    buildNodes({
      graph: drawn,
      layout: layoutGraph(drawn, CATALOG),
      catalog: CATALOG,
      problems: new Map(),
      overlay: NO_OVERLAY,
      editable: true,
      ghost: null,
      summarize: (node) => summarize(node, drawn),
    });
  let before = draw(graph);
  for (const name of ['Insights', 'Insights m', 'Insights mail']) {
    const after = keepUnchanged(before, draw(renamed(name)));
    const changed = after.filter((node, index) => node !== before[index]);
    expect(changed.map(({ id }) => id).sort()).toEqual(['after', 'by', 'n5']);
    expect(after.find(({ id }) => id === 'by')?.data).toMatchObject({ summary: `By ${name}` });
    expect(after.find(({ id }) => id === 'after')?.data).toMatchObject({ summary: `After ${name}` });
    before = after;
  }
});

test('a line is worked out again only when its step or a name in it changed', () => {
  let asked = 0;
  const type = CATALOG.get('by');
  if (!type) throw new Error('No such type.');
  const counted = new Map(CATALOG).set('by', {
    ...type,
    get summary() {
      asked += 1;
      return type.summary;
    },
  });
  const summarize = createSummaries(counted, {});
  summarize(BY, graph);
  summarize(BY, { ...graph, notes: [] });
  summarize(BY, { ...graph, nodes: graph.nodes.map((node) => (node.id === 'n6' ? { ...node, name: 'x' } : node)) });
  expect(asked).toBe(1);
  expect(summarize(BY, renamed('Insights'))).toBe('By Insights');
  expect(asked).toBe(2);
});
