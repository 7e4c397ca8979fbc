import { expect, test, vi } from 'vitest';
import { layoutGraph } from '../canvas/layout.ts';
import { deleteNodes } from './commands/delete.ts';
import { rename, setConfig } from './commands/edit.ts';
import { createEditor } from './editor.ts';
import { countingIds, graphOf, longGraph, SAMPLE_CATALOG } from './testing/sample.ts';

function open(graph = graphOf('s:start m:mail e:stop', 's>m m>e'), editable = true) {
  const clock = { now: 0 };
  const tell = vi.fn();
  const editor = createEditor(graph, SAMPLE_CATALOG, editable, { tell, newId: countingIds(), now: () => clock.now });
  return {
    editor,
    tell,
    clock,
    graph: () => editor.store.getState().doc.graph,
    past: () => editor.store.temporal.getState().pastStates.length,
  };
}

test('undo brings the graph back and keeps the name of the change for redo', () => {
  const { editor, graph } = open();
  const before = graph();
  editor.run((g) => deleteNodes(g, ['m'], { catalog: SAMPLE_CATALOG }));
  expect(editor.store.getState().doc.label).toEqual({ key: 'delete', values: { name: 'm' } });
  editor.undo();
  expect(graph()).toBe(before);
  expect(editor.store.temporal.getState().futureStates.at(-1)?.doc?.label?.key).toBe('delete');
  editor.redo();
  expect(graph().nodes).toHaveLength(2);
});

test('typing without a pause is one change; after a pause, or in another field, it is another', () => {
  const { editor, clock, past, graph } = open();
  for (const subject of ['H', 'He', 'Hel']) {
    clock.now += 300;
    editor.run((g) => setConfig(g, 'm', { subject }), { group: 'm subject' });
  }
  expect(past()).toBe(1);
  clock.now += 5000;
  editor.run((g) => setConfig(g, 'm', { subject: 'Hell' }), { group: 'm subject' });
  expect(past()).toBe(2);
  clock.now += 10;
  editor.run((g) => rename(g, 'm', 'New'), { group: 'm name' });
  expect(past()).toBe(3);
  editor.undo();
  editor.undo();
  expect(graph().nodes[1]?.config).toEqual({ subject: 'Hel' });
  editor.undo();
  expect(graph().nodes[1]?.config).toEqual({});
});

test('looking around is not undone and does not count as a change', () => {
  const { editor, past } = open();
  editor.store.look((view) => {
    view.selection = ['m'];
    view.drag = { m: { x: 1, y: 1 } };
  });
  expect(past()).toBe(0);
  editor.run((g) => rename(g, 'm', 'A'));
  editor.undo();
  expect(editor.store.getState().view.selection).toEqual(['m']);
});

test('what undo takes away is no longer selected', () => {
  const { editor } = open();
  editor.run((g) => ({
    ok: true,
    graph: { ...g, nodes: [...g.nodes, { id: 'x', type: 'mail', typeVersion: 1, name: 'x', config: {} }] },
    label: { key: 'insert' },
    select: ['x'],
  }));
  editor.undo();
  expect(editor.store.getState().view.selection).toEqual([]);
});

test('a refused command tells why and changes nothing', () => {
  const { editor, tell, past } = open();
  expect(editor.run((g) => rename(g, 'gone', 'x'))).toBe(false);
  expect(tell).toHaveBeenCalledWith({ key: 'stepGone' });
  expect(past()).toBe(0);
});

test('where the drawing is only looked at, commands do nothing', () => {
  const { editor, graph } = open(undefined, false);
  const before = graph();
  expect(editor.run((g) => rename(g, 'm', 'x'))).toBe(false);
  expect(graph()).toBe(before);
});

test('undo of a change in a thousand steps, with the new layout, takes less than 100 ms', () => {
  const { editor, graph } = open(longGraph(1000));
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 20 && best >= 100; run++) {
    editor.run((g) => deleteNodes(g, ['n5', 'n17'], { catalog: SAMPLE_CATALOG }));
    const from = performance.now();
    editor.undo();
    layoutGraph(graph(), SAMPLE_CATALOG);
    best = Math.min(best, performance.now() - from);
  }
  expect(best).toBeLessThan(100);
});
