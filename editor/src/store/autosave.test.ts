import { emptyGraph } from '@trellis/shared/graph/graph.ts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAutosave, type SaveAnswer } from './autosave.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A server that answers in turn what it is told to; an Error is thrown. */
function open(...answers: (SaveAnswer | Error)[]) {
  const saved: { graph: unknown; base: number }[] = [];
  const autosave = createAutosave({
    revision: 1,
    savedAt: null,
    save: async (graph, base) => {
      saved.push({ graph, base });
      const answer = answers.shift() ?? { kind: 'saved' as const, revision: base + 1 };
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { autosave, saved, kind: () => autosave.state().kind };
}
const graph = (name: string) => ({
  ...emptyGraph(),
  nodes: [{ id: 'a', type: 'mail', typeVersion: 1, name, config: {} }],
});

test('several changes in quick succession are saved once, the last one', async () => {
  const { autosave, saved, kind } = open();
  autosave.changed(graph('1'));
  await vi.advanceTimersByTimeAsync(400);
  autosave.changed(graph('2'));
  expect(kind()).toBe('unsaved');
  await vi.advanceTimersByTimeAsync(700);
  expect(saved).toEqual([{ graph: graph('2'), base: 1 }]);
  expect(kind()).toBe('saved');
  expect(autosave.revision()).toBe(2);
});

test('while the server is away it tries again after 4 s, then 8 s, with the newest document', async () => {
  const { autosave, saved, kind } = open(new Error('away'), new Error('away'));
  autosave.changed(graph('1'));
  await vi.advanceTimersByTimeAsync(700);
  expect(kind()).toBe('retrying');
  autosave.changed(graph('2'));
  await vi.advanceTimersByTimeAsync(4000);
  expect(saved).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(7900);
  expect(saved).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(200);
  expect(saved.at(-1)).toEqual({ graph: graph('2'), base: 1 });
  expect(kind()).toBe('saved');
});

test('a change made while saving is saved afterwards on the new revision', async () => {
  const { autosave, saved } = open();
  autosave.changed(graph('1'));
  const first = autosave.flush();
  autosave.changed(graph('2'));
  await first;
  await vi.advanceTimersByTimeAsync(700);
  expect(saved.map((one) => one.base)).toEqual([1, 2]);
});

test('a conflict saves nothing until someone chooses; keeping mine saves over their revision', async () => {
  const { autosave, saved, kind } = open({ kind: 'conflict', theirs: graph('theirs'), revision: 7 });
  autosave.changed(graph('mine'));
  await vi.advanceTimersByTimeAsync(700);
  expect(kind()).toBe('conflict');
  autosave.changed(graph('mine 2'));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(saved).toHaveLength(1);
  autosave.keepMine();
  await vi.advanceTimersByTimeAsync(10);
  expect(saved.at(-1)).toEqual({ graph: graph('mine 2'), base: 7 });
  expect(kind()).toBe('saved');
});

test('taking theirs gives their document and saves on top of its revision', async () => {
  const { autosave, saved } = open({ kind: 'conflict', theirs: graph('theirs'), revision: 7 });
  autosave.changed(graph('mine'));
  await vi.advanceTimersByTimeAsync(700);
  expect(autosave.takeTheirs()).toEqual(graph('theirs'));
  autosave.changed(graph('then'));
  await vi.advanceTimersByTimeAsync(700);
  expect(saved.at(-1)).toEqual({ graph: graph('then'), base: 7 });
});

test('flush saves at once what is unsaved', async () => {
  const { autosave, kind } = open();
  autosave.changed(graph('1'));
  await autosave.flush();
  expect(kind()).toBe('saved');
});

test('a document that the server has already is not saved again, but what comes after it is, on its revision', async () => {
  const { autosave, saved, kind } = open();
  const theirs = graph('theirs');
  autosave.adopt(theirs, 9);
  autosave.changed(theirs);
  await vi.advanceTimersByTimeAsync(5000);
  expect(saved).toEqual([]);
  expect([kind(), autosave.revision()]).toEqual(['saved', 9]);
  autosave.changed(graph('mine'));
  await vi.advanceTimersByTimeAsync(700);
  // Back to theirs by undo is a change like any other.
  autosave.changed(theirs);
  await vi.advanceTimersByTimeAsync(700);
  expect(saved).toEqual([
    { graph: graph('mine'), base: 9 },
    { graph: theirs, base: 10 },
  ]);
});
