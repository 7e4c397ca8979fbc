import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import type { Draft } from '../canvas/use-draft.ts';
import type { VersionView } from '../canvas/workflow-api.ts';
import { takeTheirs, theirsOf } from '../publish/refusal.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { useToast } from '../ui/toast.tsx';
import { ChangeMark } from './change-words.tsx';
import classes from './make-draft.module.css';

/** So many lost changes are named; the rest is counted. */
const NAMED = 6;

interface Props {
  workflowId: string;
  draft: Draft;
  version: VersionView;
  graph: Graph;
  onClose: () => void;
}

/** “Make v6 the draft?”: names what the draft has that goes with it. One change of the editor, which undo takes back. */
export function MakeDraft({ workflowId, draft, version, graph, onClose }: Props) {
  const { t } = useTranslation();
  const { call, query } = useApi();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [conflictBy, setConflictBy] = useState<string>();
  const name = t('compare.version', { version: version.number });
  const lost = useQuery(
    query.versions.compare.queryOptions({ input: { workflowId, versionId: version.id }, staleTime: 0 }),
  );
  const changes = lost.data?.changes;

  const confirm = async () => {
    setBusy(true);
    setError(null);
    setConflictBy(undefined);
    try {
      await draft.autosave.flush();
      const { revision } = await call.versions.restore({
        workflowId,
        versionId: version.id,
        baseRevision: draft.autosave.revision(),
      });
      draft.autosave.adopt(graph, revision);
      draft.editor.run(() => ({
        ok: true,
        graph,
        label: { key: 'restore', values: { version: version.number } },
        select: [],
      }));
      onClose();
      toast({ text: t('compare.madeDraft', { version: name }) });
      void navigate({ to: '/workflows/$id/edit', params: { id: workflowId } });
    } catch (failure) {
      const theirs = theirsOf(failure);
      if (theirs) {
        takeTheirs(draft, theirs);
        setConflictBy(theirs.savedBy.name);
      } else setError(failure);
    } finally {
      setBusy(false);
      for (const queryKey of [query.workflows.key(), query.versions.compare.key()])
        void queryClient.invalidateQueries({ queryKey });
    }
  };

  return (
    <ConfirmDialog
      open
      danger={(changes?.length ?? 0) > 0}
      title={t('compare.makeDraftTitle', { version: name })}
      confirm={t('compare.makeDraftConfirm', { version: name })}
      busy={busy || lost.isPending}
      error={error ?? lost.error}
      onClose={onClose}
      onConfirm={() => void confirm()}
    >
      {conflictBy && (
        <p className={classes.conflict} role="alert">
          {t('compare.makeDraftConflict', { who: conflictBy })}
        </p>
      )}
      {changes && (
        <>
          <p>
            {changes.length === 0
              ? t('compare.makeDraftSame', { version: name })
              : t('compare.makeDraftLost', { count: changes.length, version: name })}
          </p>
          <ul className={classes.lost}>
            {changes.slice(0, NAMED).map((change) => (
              <li key={`${change.nodeId} ${change.name}`}>
                <ChangeMark kind={change.kind} />
                <span>{change.name}</span>
              </li>
            ))}
            {changes.length > NAMED && <li>{t('compare.makeDraftMore', { count: changes.length - NAMED })}</li>}
          </ul>
        </>
      )}
      <p>{t('compare.makeDraftText')}</p>
    </ConfirmDialog>
  );
}
