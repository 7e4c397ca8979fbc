import type { Graph } from '@trellis/shared/graph/graph.ts';
import { useEffect, useMemo } from 'react';
import type { CatalogIndex } from '../store/catalog-index.ts';
import { createEditor, type Editor, randomId } from '../store/editor.ts';

/** A drawing to look at: the same canvas without changes. A new graph under the same key keeps selection and place. */
export function useViewer(graph: Graph, catalog: CatalogIndex, selected: string | undefined): Editor {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a newer graph is put into the same viewer below
  const viewer = useMemo(() => {
    const made = createEditor(graph, catalog, false, { tell: () => undefined, newId: randomId, now: Date.now });
    if (selected)
      made.store.look((view) => {
        view.selection = [selected];
        view.focus = selected;
        view.reveal = selected;
      });
    return made;
  }, [catalog]);
  useEffect(() => {
    const { doc } = viewer.store.getState();
    if (doc.graph !== graph && JSON.stringify(doc.graph) !== JSON.stringify(graph))
      viewer.store.setState({ doc: { graph, label: null, group: null, at: 0 } });
  }, [viewer, graph]);
  return viewer;
}
