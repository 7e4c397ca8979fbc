import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useApi } from '../api/use-api.tsx';
import { useEditorState } from '../store/editor.ts';
import { indexGraph } from '../store/graph-index.ts';
import { PauseToggle } from './pause-toggle.tsx';

/** In the toolbar of a selected step: pauses it where leads are, on the published versions. Nothing for a step that was never published. */
export function StepPause({ id }: { id: string }) {
  const { query } = useApi();
  const { id: workflowId } = useParams({ strict: false });
  const name = useEditorState(({ doc }) => indexGraph(doc.graph).node.get(id)?.name ?? '');
  const workflow = useQuery(
    query.workflows.get.queryOptions({
      input: { workflowId: workflowId ?? '' },
      enabled: workflowId !== undefined,
    }),
  ).data;
  const versionId = workflow?.currentVersion?.id;
  const version = useQuery(
    query.versions.get.queryOptions({
      input: { workflowId: workflowId ?? '', versionId: versionId ?? '' },
      enabled: workflowId !== undefined && versionId !== undefined,
      staleTime: Number.POSITIVE_INFINITY,
    }),
  ).data;
  if (!workflowId || !version?.graph.nodes.some((node) => node.id === id)) return null;
  return <PauseToggle look="icon" subject={{ level: 'node', workflowId, nodeId: id, name }} />;
}
