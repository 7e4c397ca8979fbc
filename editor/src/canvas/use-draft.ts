import { useQueryClient } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import { type Autosave, createAutosave } from '../store/autosave.ts';
import type { CatalogIndex } from '../store/catalog-index.ts';
import { createEditor, type Editor, randomId } from '../store/editor.ts';
import { useToast } from '../ui/toast.tsx';
import { useReasonWords } from './use-change-words.ts';
import type { WorkflowApi, WorkflowView } from './workflow-api.ts';

export interface Draft {
  editor: Editor;
  autosave: Autosave;
}

/** The open draft of a workflow: its editor, saved by itself. It lives as long as the page, through all modes. */
export function useDraft(workflow: WorkflowView, catalog: CatalogIndex, api: WorkflowApi): Draft {
  const { t } = useTranslation();
  const { query } = useApi();
  const queryClient = useQueryClient();
  const toast = useToast();
  const why = useReasonWords();
  const tell = useRef<(text: string) => void>(undefined);
  tell.current = (text) => toast({ text });
  const words = useRef(why);
  words.current = why;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a draft is opened once; later answers of the server must not replace what is being edited
  const draft = useMemo((): Draft => {
    const editor = createEditor(workflow.draft.graph, catalog, workflow.canEdit, {
      tell: (reason) => tell.current?.(words.current(reason)),
      newId: randomId,
      now: Date.now,
    });
    const autosave = createAutosave({
      save: (graph, base) => api.saveDraft(workflow.id, graph, base),
      revision: workflow.draft.revision,
      savedAt: Date.parse(workflow.draft.savedAt),
    });
    return { editor, autosave };
  }, [workflow.id]);

  useEffect(() => {
    const { editor, autosave } = draft;
    let saved = editor.store.getState().doc.graph;
    const unsubscribe = editor.store.subscribe(({ doc }) => {
      if (doc.graph === saved) return;
      saved = doc.graph;
      autosave.changed(doc.graph);
    });
    let failing = false;
    const watch = autosave.subscribe(() => {
      const state = autosave.state();
      if (state.kind === 'retrying' && !failing) {
        failing = true;
        toast({
          text: t('canvas.save.retrying', { seconds: Math.ceil((state.until - Date.now()) / 1000) }),
          urgent: true,
          action: { label: t('canvas.save.retryNow'), run: () => void autosave.flush() },
        });
      }
      if (state.kind === 'saved') {
        failing = false;
        void queryClient.invalidateQueries({ queryKey: query.workflows.key() });
      }
    });
    return () => {
      unsubscribe();
      watch();
      // What is unsaved goes out now, then the timers end.
      void autosave.flush().finally(() => autosave.stop());
    };
  }, [draft, queryClient, query, toast, t]);

  useBlocker({
    shouldBlockFn: async ({ next }) => {
      if (next.pathname.startsWith(`/workflows/${workflow.id}/`)) return false;
      await draft.autosave.flush();
      return draft.autosave.state().kind !== 'saved' && !window.confirm(t('canvas.save.leave'));
    },
    enableBeforeUnload: () => draft.autosave.state().kind !== 'saved',
  });
  return draft;
}
