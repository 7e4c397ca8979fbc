import { deleteNodes, sidesOf } from '../store/commands/delete.ts';
import { deleteNotes } from '../store/commands/edit.ts';
import { disconnect } from '../store/commands/wire.ts';
import type { Editor } from '../store/editor.ts';
import { indexGraph } from '../store/graph-index.ts';

/** Deletes steps, notes and lines; where several ways follow the steps, opens the question which of them stays. */
export function askDelete(editor: Editor, ids: readonly string[]): void {
  if (!editor.editable) return;
  const { graph } = editor.store.getState().doc;
  const notes = ids.filter((id) => graph.notes.some((note) => note.id === id));
  const { node, edge } = indexGraph(graph);
  const steps = ids.filter((id) => node.has(id));
  // A line goes by itself only when no step was chosen with it: deleting a step heals its lines.
  if (steps.length === 0) for (const id of ids) if (edge.has(id)) editor.run((present) => disconnect(present, id));
  if (notes.length > 0) editor.run((present) => deleteNotes(present, notes));
  if (steps.length === 0) return;
  if (sidesOf(graph, steps, editor.catalog).length > 0) {
    editor.store.look((view) => {
      view.deleting = [...steps];
    });
    return;
  }
  editor.run((present, { catalog }) => deleteNodes(present, steps, { catalog }));
}
