import type { Graph } from '@trellis/shared/graph/graph.ts';
import type { NodeDescription } from '@trellis/shared/node/describe.ts';
import { ReactFlowProvider } from '@xyflow/react';
import type { ReactNode } from 'react';
import { renderUi } from '../../testing/render-ui.tsx';
import { type FormSources, FormSourcesProvider } from '../../widgets/form-sources.ts';
import { indexCatalog } from '../catalog-index.ts';
import type { Reason } from '../commands/outcome.ts';
import { createEditor, EditorProvider } from '../editor.ts';
import { countingIds, SAMPLE_TYPES } from './sample.ts';

/** Fri 20 Nov 2026, 10:24 in Amsterdam. */
const NOW = Date.parse('2026-11-20T09:24:00Z');

interface Options {
  types?: readonly NodeDescription[];
  editable?: boolean;
  sources?: Partial<FormSources>;
}

/** Draws parts of the workflow page over an open workflow; gives the editor and what was refused. */
export function openEditor(
  graph: Graph,
  ui: ReactNode,
  { types = SAMPLE_TYPES, editable = true, sources = {} }: Options = {},
) {
  const refused: Reason[] = [];
  const editor = createEditor(graph, indexCatalog(types), editable, {
    tell: (reason) => refused.push(reason),
    newId: countingIds(),
    now: () => 0,
  });
  const all: FormSources = {
    workflowId: '0198aaaa-0000-7000-8000-000000000001',
    events: [],
    eventsFailed: false,
    leadFields: [],
    previewMail: () => Promise.reject(new Error('no preview in this test')),
    things: { workflows: [], segments: [], people: [], forms: [] },
    thingsFailed: false,
    newSegment: null,
    countMatches: () => Promise.reject(new Error('no counts in this test')),
    steps: [],
    zone: 'Europe/Amsterdam',
    now: NOW,
    ...sources,
  };
  renderUi(
    <EditorProvider value={editor}>
      <FormSourcesProvider value={all}>
        <ReactFlowProvider>{ui}</ReactFlowProvider>
      </FormSourcesProvider>
    </EditorProvider>,
  );
  return { editor, refused, graph: () => editor.store.getState().doc.graph };
}
