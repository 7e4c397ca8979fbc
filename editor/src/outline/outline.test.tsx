import { fireEvent, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { NO_OVERLAY } from '../canvas/overlay.ts';
import { openEditor } from '../store/testing/open-editor.tsx';
import { ebookGraph, edgesOf, graphOf } from '../store/testing/sample.ts';
import { Outline } from './outline.tsx';

const open = (graph = ebookGraph()) => openEditor(graph, <Outline problems={[]} overlay={NO_OVERLAY} />);
const rowOf = (name: RegExp | string) => screen.getByRole('treeitem', { name });

test('the document is a tree with levels, and a branch folds away what it holds', () => {
  open();
  expect(rowOf(/^band/).getAttribute('aria-level')).toBe('2');
  const branch = rowOf(/^Clicked/);
  expect(branch.getAttribute('aria-expanded')).toBe('true');
  fireEvent.keyDown(branch, { key: 'ArrowLeft' });
  expect(screen.queryByRole('treeitem', { name: /^band/ })).toBeNull();
  expect(rowOf(/^end/)).toBeTruthy();
});

test('Enter opens the form of a step, Delete takes it out and heals the line', () => {
  const { editor, graph } = open(graphOf('s:start m:mail e:stop', 's>m m>e'));
  fireEvent.keyDown(rowOf(/^m/), { key: 'Enter' });
  expect(editor.store.getState().view.selection).toEqual(['m']);
  fireEvent.keyDown(rowOf(/^m/), { key: 'Delete' });
  expect(edgesOf(graph())).toEqual(['s>e']);
});

test('Alt and an arrow change places with the neighbour', () => {
  const { graph } = open(graphOf('s:start a:mail b:pause e:stop', 's>a a>b b>e'));
  fireEvent.keyDown(rowOf(/^a/), { key: 'ArrowDown', altKey: true });
  expect(edgesOf(graph())).toEqual(['a>e', 'b>a', 's>b']);
  fireEvent.keyDown(rowOf(/^a/), { key: 'ArrowUp', altKey: true });
  expect(edgesOf(graph())).toEqual(['a>b', 'b>e', 's>a']);
});

test('deleting a branch asks which side stays instead of guessing', () => {
  const { editor, graph } = open();
  fireEvent.keyDown(rowOf(/^read/), { key: 'Delete' });
  expect(graph().nodes).toHaveLength(11);
  expect(editor.store.getState().view.deleting).toEqual(['read']);
});
