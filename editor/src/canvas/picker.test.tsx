import { fireEvent, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { openEditor } from '../store/testing/open-editor.tsx';
import { edgesOf, graphOf } from '../store/testing/sample.ts';
import { Palette } from './palette.tsx';
import { Picker } from './picker.tsx';

function open(spot: { kind: 'edge'; edge: string } | { kind: 'port'; node: string; port: string }) {
  const opened = openEditor(graphOf('s:start m:mail e:stop', 's>m m>e'), <Picker />);
  opened.editor.store.look((view) => {
    view.picker = { spot, type: null, anchor: { x: 10, y: 10 } };
  });
  return opened;
}

test('typing narrows, the arrows choose and Enter inserts at the plus', async () => {
  const { graph, editor } = open({ kind: 'edge', edge: 's-next' });
  const field = await screen.findByRole('combobox');
  fireEvent.change(field, { target: { value: 'wa' } });
  expect(screen.getAllByRole('option').map((row) => row.textContent)).toEqual([
    'Wait for a time↵',
    'Wait for an event',
  ]);
  fireEvent.keyDown(field, { key: 'ArrowDown' });
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(edgesOf(graph())).toEqual(['ask-1.yes>m', 'm>e', 's>ask-1']);
  expect(editor.store.getState().view.picker).toBeNull();
  expect(editor.store.getState().view.selection).toEqual(['ask-1']);
});

test('what can’t stand here stays in the list with the reason, and can’t be chosen', async () => {
  const { graph } = open({ kind: 'edge', edge: 's-next' });
  const row = await screen.findByRole('option', { name: /Start/ });
  expect(row.textContent).toContain('A trigger starts a workflow');
  fireEvent.click(row);
  expect(graph().nodes).toHaveLength(3);
});

test('Escape closes without a change', async () => {
  const { graph, editor } = open({ kind: 'edge', edge: 's-next' });
  fireEvent.keyDown(await screen.findByRole('combobox'), { key: 'Escape' });
  expect(editor.store.getState().view.picker).toBeNull();
  expect(graph().nodes).toHaveLength(3);
});

test('the palette lists every type of the catalog by category and adds after the selected step by Enter', async () => {
  const { editor, graph } = openEditor(
    graphOf('s:start m:mail e:stop', 's>m m>e'),
    <Palette search={{ current: null }} />,
  );
  editor.store.look((view) => {
    view.selection = ['s'];
  });
  const items = screen.getAllByRole('button').map((button) => button.textContent);
  expect(items).toEqual(['Start', 'Wait for a time', 'Wait for an event', 'Branch', 'Email', 'End']);
  fireEvent.keyDown(screen.getByRole('button', { name: 'Wait for a time' }), { key: 'Enter' });
  expect(edgesOf(graph())).toEqual(['m>e', 'pause-1>m', 's>pause-1']);
});

test('the palette’s search finds by keyword', async () => {
  openEditor(graphOf('s:start'), <Palette search={{ current: null }} />);
  fireEvent.change(screen.getByLabelText('Find a step'), { target: { value: 'letter' } });
  expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual(['Email']);
});
