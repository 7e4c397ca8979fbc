import { useQuery } from '@tanstack/react-query';
import type { PublishPreview } from '@trellis/shared/api/publish-views.ts';
import { useCallback, useEffect, useState } from 'react';
import { useApi } from '../api/use-api.tsx';
import { useSaveState } from '../canvas/save-state.tsx';
import type { Autosave, SaveState } from '../store/autosave.ts';

/*
 * saving ──saved──▶ asking ──answer──▶ ready ──asked again──▶ ready (the former answer stays meanwhile)
 *   └──away, conflict──▶ unsaved         └──refused──▶ failed ──asked again──▶ asking
 */
export type Preview =
  | { kind: 'saving' | 'asking' }
  | { kind: 'unsaved'; state: Extract<SaveState, { kind: 'retrying' | 'conflict' }> }
  | { kind: 'failed'; error: unknown }
  | { kind: 'ready'; preview: PublishPreview; revision: number; again: boolean };

/** Saves what is unsaved, then asks what publishing that revision would change and whom it would concern. */
export function usePreview(workflowId: string, autosave: Autosave): { preview: Preview; ask: () => void } {
  const { query } = useApi();
  const state = useSaveState(autosave);
  const [revision, setRevision] = useState<number | null>(null);
  const save = useCallback(() => {
    void autosave.flush().then(() => {
      if (autosave.state().kind === 'saved') setRevision(autosave.revision());
    });
  }, [autosave]);
  useEffect(save, [save]);
  // A retry that succeeds while the dialog is open counts as well.
  useEffect(() => {
    if (state.kind === 'saved') setRevision(autosave.revision());
  }, [state, autosave]);
  const asked = useQuery(
    query.versions.preview.queryOptions({
      input: { workflowId, revision: revision ?? 0 },
      enabled: revision !== null,
      staleTime: 0,
      gcTime: 0,
    }),
  );
  const ask = () => {
    save();
    if (revision !== null) void asked.refetch();
  };
  if (state.kind === 'retrying' || state.kind === 'conflict') return { preview: { kind: 'unsaved', state }, ask };
  if (revision === null) return { preview: { kind: 'saving' }, ask };
  if (asked.data) return { preview: { kind: 'ready', preview: asked.data, revision, again: asked.isFetching }, ask };
  if (asked.error && !asked.isFetching) return { preview: { kind: 'failed', error: asked.error }, ask };
  return { preview: { kind: 'asking' }, ask };
}
