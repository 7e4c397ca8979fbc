import { expect, test } from 'vitest';
import { portsOf } from '../catalog-index.ts';
import { indexGraph } from '../graph-index.ts';
import { countingIds, ebookGraph, edgesOf, graphOf, SAMPLE_CATALOG, SAMPLE_TYPES } from '../testing/sample.ts';
import { copyText, duplicate, paste, readClipboard } from './clipboard.ts';
import { deleteNodes, sidesOf } from './delete.ts';
import { setConfig, setPortName, setPositions, setSetting, tidy, toggleOff } from './edit.ts';
import { insertStep, moveSelection } from './insert.ts';
import type { Outcome } from './outcome.ts';
import { connect, disconnect, reconnect } from './wire.ts';

const context = () => ({ catalog: SAMPLE_CATALOG, newId: countingIds() });
const type = (name: string) => {
  const found = SAMPLE_TYPES.find((one) => one.type === name);
  if (!found) throw new Error(`no sample type ${name}`);
  return found;
};
const graphAfter = (outcome: Outcome) => {
  if (!outcome.ok) throw new Error(`refused: ${outcome.reason.key}`);
  return outcome.graph;
};
const reason = (outcome: Outcome) => (outcome.ok ? null : outcome.reason.key);
const simple = () => graphOf('s:start m:mail e:stop', 's>m m>e');

test('a step put on an edge stands between its two ends and becomes the selection', () => {
  const outcome = insertStep(simple(), type('pause'), { kind: 'edge', edge: 's-next' }, context());
  expect(edgesOf(graphAfter(outcome))).toEqual(['m>e', 'pause-1>m', 's>pause-1']);
  expect(outcome.ok && outcome.select).toEqual(['pause-1']);
  expect(outcome.ok && outcome.label).toEqual({ key: 'insert', values: { name: 'Wait for a time' } });
});

test('a step with several ports put on an edge goes on by its first port', () => {
  const graph = graphAfter(insertStep(simple(), type('ask'), { kind: 'edge', edge: 's-next' }, context()));
  expect(edgesOf(graph)).toContain('ask-1.yes>m');
});

test('a second step of a type gets a number in its name', () => {
  const first = graphAfter(insertStep(simple(), type('mail'), { kind: 'edge', edge: 's-next' }, context()));
  const second = graphAfter(
    insertStep(first, type('mail'), { kind: 'free', position: { x: 9, y: 9 } }, { ...context(), newId: () => 'x' }),
  );
  expect(second.nodes.map((node) => node.name)).toEqual(['s', 'm', 'e', 'Email', 'Email 2']);
});

test('a trigger on an edge and an end in the middle are refused with the reason', () => {
  expect(reason(insertStep(simple(), type('start'), { kind: 'edge', edge: 's-next' }, context()))).toBe(
    'triggerStarts',
  );
  expect(reason(insertStep(simple(), type('stop'), { kind: 'edge', edge: 's-next' }, context()))).toBe('endCutsOff');
});

test('deleting a step in the middle heals the edge', () => {
  const outcome = deleteNodes(simple(), ['m'], { catalog: SAMPLE_CATALOG });
  expect(edgesOf(graphAfter(outcome))).toEqual(['s>e']);
  expect(outcome.ok && outcome.label).toEqual({ key: 'delete', values: { name: 'm' } });
});

test('deleting several steps in a row heals over all of them, and the edge into them keeps its id', () => {
  const graph = graphAfter(deleteNodes(ebookGraph(), ['thanks', 'two', 'insights'], { catalog: SAMPLE_CATALOG }));
  expect(indexGraph(graph).edge.get('down-next')?.to).toBe('read');
});

test('deleting a branch asks which side stays and counts what the others would lose', () => {
  const sides = sidesOf(ebookGraph(), ['read'], SAMPLE_CATALOG);
  expect(sides).toEqual([
    { to: 'band', name: 'band', port: 'Clicked', steps: 4 },
    { to: 'gentle', name: 'gentle', port: 'Timed out', steps: 1 },
  ]);
  expect(sidesOf(ebookGraph(), ['two'], SAMPLE_CATALOG)).toEqual([]);
});

test('the side that stays is connected and the steps of the other side go, but not those both lead to', () => {
  const graph = graphAfter(deleteNodes(ebookGraph(), ['read'], { catalog: SAMPLE_CATALOG, keep: 'gentle' }));
  expect(graph.nodes.map((node) => node.id)).toEqual(['down', 'thanks', 'two', 'insights', 'gentle', 'end']);
  expect(edgesOf(graph)).toEqual(['down>thanks', 'gentle>end', 'insights>gentle', 'thanks>two', 'two>insights']);
});

test('keeping no side leaves all other steps, unconnected', () => {
  const graph = graphAfter(deleteNodes(ebookGraph(), ['read'], { catalog: SAMPLE_CATALOG, keep: null }));
  expect(graph.nodes).toHaveLength(10);
  expect(indexGraph(graph).in.get('band')).toBeUndefined();
});

test('deleting a step of a loop makes no step lead to itself', () => {
  const graph = graphOf('s:start a:ask m:mail', 's>a a.no>m m>a');
  const after = graphAfter(deleteNodes(graph, ['m'], { catalog: SAMPLE_CATALOG }));
  expect(edgesOf(after)).toEqual(['s>a']);
});

test('moving steps heals behind them and wires them in at the new place', () => {
  const graph = graphOf('s:start a:mail b:pause c:mail e:stop', 's>a a>b b>c c>e');
  const outcome = moveSelection(graph, ['a', 'b'], { kind: 'edge', edge: 'c-next' }, context());
  expect(edgesOf(graphAfter(outcome))).toEqual(['a>b', 'b>e', 'c>a', 's>c']);
  expect(reason(moveSelection(graph, ['a'], { kind: 'edge', edge: 's-next' }, context()))).toBe('alreadyHere');
  expect(reason(moveSelection(ebookGraph(), ['read'], { kind: 'edge', edge: 'down-next' }, context()))).toBe(
    'severalExits',
  );
});

test('connecting a taken port lets go of what it led to; illegal targets are refused with the reason', () => {
  const graph = graphOf('s:start m:mail n:mail', 's>m');
  expect(edgesOf(graphAfter(connect(graph, { from: 's', port: 'next', to: 'n' }, context())))).toEqual(['s>n']);
  expect(reason(connect(graph, { from: 'm', port: 'next', to: 's' }, context()))).toBe('nothingIntoTrigger');
  expect(reason(connect(graph, { from: 'm', port: 'next', to: 'm' }, context()))).toBe('ontoItself');
});

test('an edge can be moved to another step or taken away', () => {
  const graph = graphOf('s:start m:mail n:mail', 's>m');
  expect(edgesOf(graphAfter(reconnect(graph, 's-next', { from: 's', port: 'next', to: 'n' }, context())))).toEqual([
    's>n',
  ]);
  expect(edgesOf(graphAfter(disconnect(graph, 's-next')))).toEqual([]);
});

test('pasted steps get new ids and free names, keep their edges, and follow the selected step', () => {
  const graph = graphOf('s:start a:mail b:pause e:stop', 's>a a>b b>e');
  const text = copyText(graph, ['a', 'b'], new Map());
  const pasted = graphAfter(paste(graph, text, { after: 'b', position: { x: 0, y: 0 } }, context()));
  expect(edgesOf(pasted)).toEqual(['a>b', 'b>mail-1', 'mail-1>pause-2', 'pause-2>e', 's>a']);
  expect(new Set(pasted.nodes.map((node) => node.name)).size).toBe(pasted.nodes.length);
  const loose = graphAfter(paste(graph, text, { position: { x: 5, y: 6 } }, context()));
  expect(loose.nodes.at(-2)?.position).toEqual({ x: 5, y: 6 });
});

test.each([
  ['', 'clipboardEmpty'],
  ['hello there', 'clipboardText'],
  ['{"a":1}', 'clipboardOther'],
  ['{"kind":"trellis/steps","nodes":[{"id":"?"}],"edges":[]}', 'clipboardBroken'],
  ['{"kind":"trellis/steps","nodes":[],"edges":[]}', 'clipboardEmpty'],
])('the clipboard text %j is refused with the reason %s', (text, key) => {
  const read = readClipboard(text);
  expect('reason' in read && read.reason.key).toBe(key);
});

test('steps of a type this server lacks are refused by name', () => {
  const text = copyText(graphOf('x:foreign'), ['x'], new Map());
  const outcome = paste(graphOf(''), text, { position: { x: 0, y: 0 } }, context());
  expect(!outcome.ok && outcome.reason).toEqual({
    key: 'clipboardUnknownType',
    values: { type: 'foreign', name: 'x' },
  });
});

test('a duplicate follows its original where it can, and stands beside it where it can’t', () => {
  const graph = simple();
  expect(edgesOf(graphAfter(duplicate(graph, ['m'], new Map(), context())))).toEqual(['m>mail-1', 'mail-1>e', 's>m']);
  const beside = graphAfter(duplicate(graph, ['s'], new Map([['s', { x: 1, y: 1 }]]), context()));
  expect(beside.nodes.at(-1)?.position).toEqual({ x: 249, y: 25 });
});

test('tidy forgets places chosen by hand and says when there are none', () => {
  const placed = graphAfter(setPositions(simple(), { m: { x: 1.4, y: 2 } }));
  expect(placed.nodes[1]?.position).toEqual({ x: 1, y: 2 });
  expect(graphAfter(tidy(placed)).nodes[1]?.position).toBeUndefined();
  expect(reason(tidy(simple()))).toBe('alreadyTidy');
});

test('switching off a mixed selection switches all off; switching an off one makes it on without a trace', () => {
  const off = graphAfter(toggleOff(simple(), ['m', 'e']));
  expect(off.nodes.map((node) => node.off)).toEqual([undefined, true, true]);
  expect(graphAfter(toggleOff(off, ['m', 'e']))).toEqual(simple());
});

test('a command leaves its input as it was and shares the untouched nodes', () => {
  const graph = simple();
  const copy = structuredClone(graph);
  const after = graphAfter(setConfig(graph, 'm', { subject: 'Hello' }));
  expect(graph).toEqual(copy);
  expect(after.nodes[0]).toBe(graph.nodes[0]);
});

test('a port is called as people named it, also in a copy; an empty name gives the word of its type back', () => {
  const asked = graphOf('s:start a:ask e:stop', 's>a a.yes>e a.no>e');
  const named = setPortName(asked, 'a', 'yes', 'Read it');
  expect(named.ok && named.label).toEqual({ key: 'portName', values: { name: 'a' } });
  const graph = graphAfter(named);
  const labels = (id: string, of = graph) => {
    const node = indexGraph(of).node.get(id);
    return node && portsOf(of, node, SAMPLE_CATALOG).map(({ label }) => label);
  };
  expect(labels('a')).toEqual(['Read it', 'Timed out']);
  const copied = graphAfter(duplicate(graph, ['a'], new Map(), context()));
  const copy = copied.nodes.find(({ id, type: kind }) => kind === 'ask' && id !== 'a');
  expect(copy && labels(copy.id, copied)).toEqual(['Read it', 'Timed out']);
  expect(graphAfter(setPortName(graph, 'a', 'yes', '')).nodes[1]).not.toHaveProperty('portNames');
});

test('a setting that is taken away is not there any more, but for re-entry, which falls back to the usual', () => {
  const set = graphAfter(setSetting(simple(), 'priority', 1));
  expect(set.settings).toEqual({ reEntry: { mode: 'after-exit' }, priority: 1 });
  const gone = setSetting(set, 'priority', undefined);
  expect(gone.ok && gone.label).toEqual({ key: 'settingPriority' });
  expect(graphAfter(gone).settings).toEqual({ reEntry: { mode: 'after-exit' } });
  expect(graphAfter(setSetting(set, 'reEntry', undefined)).settings.reEntry).toEqual({ mode: 'after-exit' });
});
