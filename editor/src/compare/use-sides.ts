import { useQuery } from '@tanstack/react-query';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useApi } from '../api/use-api.tsx';
import { useSaveState } from '../canvas/save-state.tsx';
import type { Draft } from '../canvas/use-draft.ts';
import type { VersionView } from '../canvas/workflow-api.ts';
import type { Side } from './sides.ts';

/** The graph of a version, once it is there. It never changes. */
function useVersionGraph(workflowId: string, versionId: string | null) {
  const { query } = useApi();
  return useQuery(
    query.versions.get.queryOptions({
      input: { workflowId, versionId: versionId ?? '' },
      enabled: versionId !== null,
      staleTime: Number.POSITIVE_INFINITY,
    }),
  );
}

/** Both graphs, and what is different between them in words. The draft is compared as saved; what is unsaved is saved first. */
export function useDifference(workflowId: string, draft: Draft, from: VersionView, to: Side) {
  const { query } = useApi();
  const toId = to.kind === 'version' ? to.version.id : null;
  const former = useVersionGraph(workflowId, from.id);
  const later = useVersionGraph(workflowId, toId);
  const drawn = useStore(draft.editor.store, ({ doc }) => doc.graph);
  const saved = useSaveState(draft.autosave);
  const changes = useQuery(
    query.versions.compare.queryOptions({
      input: { workflowId, versionId: from.id, ...(toId === null ? {} : { to: toId }) },
      staleTime: toId === null ? 0 : Number.POSITIVE_INFINITY,
    }),
  );
  const { refetch } = changes;
  const isDraft = toId === null;
  useEffect(() => {
    if (!isDraft) return;
    if (saved.kind === 'unsaved') void draft.autosave.flush();
    if (saved.kind === 'saved') void refetch();
  }, [isDraft, saved, draft, refetch]);
  const graphs: { from: Graph; to: Graph } | null =
    former.data && (isDraft || later.data)
      ? { from: former.data.graph, to: isDraft ? drawn : (later.data?.graph ?? drawn) }
      : null;
  return {
    graphs,
    changes: changes.data?.changes ?? null,
    error: former.error ?? later.error ?? changes.error,
    retry: () => void Promise.all([former.refetch(), ...(isDraft ? [] : [later.refetch()]), changes.refetch()]),
  };
}
