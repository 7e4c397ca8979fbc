import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { ReactFlowProvider } from '@xyflow/react';
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import { PauseStrips } from '../pauses/pause-strip.tsx';
import { type MenuWorkflow, WorkflowMenu } from '../pauses/workflow-menu.tsx';
import { TakeBack } from '../publish/take-back.tsx';
import { type TakenBack, TakenBackNotice } from '../publish/taken-back.tsx';
import { type Publishing, usePublishing } from '../publish/use-publishing.ts';
import { type CatalogIndex, indexCatalog } from '../store/catalog-index.ts';
import { EditorProvider } from '../store/editor.ts';
import { ErrorState } from '../ui/error-state.tsx';
import { problemOf } from '../ui/problem.ts';
import { useToast } from '../ui/toast.tsx';
import { EditMode } from './edit-mode.tsx';
import { LiveMode } from './live-mode.tsx';
import { NamesProvider, useWorkspaceNames } from './names.ts';
import { PageSkeleton } from './page-skeleton.tsx';
import { RunMode } from './run-mode.tsx';
import type { Mode } from './top-bar.tsx';
import { type Draft, useDraft } from './use-draft.ts';
import { createWorkflowApi, type WorkflowApi, type WorkflowView } from './workflow-api.ts';
import classes from './workflow-page.module.css';

/** Few who open a workflow compare its versions. */
const CompareMode = lazy(() => import('../compare/compare-mode.tsx'));

interface Props {
  id: string;
  mode: Mode;
  /** In mode `run`. */
  runId?: string | undefined;
}

/** What every mode gets. */
export interface ModeProps {
  workflow: WorkflowView;
  catalog: CatalogIndex;
  api: WorkflowApi;
  /** What is being edited; it stays open through all modes. */
  draft: Draft;
  publishing: Publishing;
  bar: {
    name: string;
    onRename: (name: string) => void;
    onMode: (mode: Mode, nodeId?: string) => void;
    hasRun: boolean;
    menu: ReactNode;
  };
  /** The step that the address names, and the way to name another. */
  nodeId: string | undefined;
  onNode: (nodeId: string | undefined) => void;
}

const route = getRouteApi('/signed-in/workflows/$id');

/** The full-screen page of one workflow, in all its modes. */
export default function WorkflowPage({ id, mode, runId }: Props) {
  const { t } = useTranslation();
  const { query } = useApi();
  const workflow = useQuery(query.workflows.get.queryOptions({ input: { workflowId: id } }));
  const types = useQuery(query.catalog.nodes.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
  const catalog = useMemo(() => (types.data ? indexCatalog(types.data.items) : null), [types.data]);
  const failed = workflow.error ?? types.error;
  if (failed && !(workflow.data && catalog)) {
    return (
      <main className={classes.page}>
        <ErrorState
          error={failed}
          what={t('canvas.page.what')}
          onRetry={() => {
            void workflow.refetch();
            void types.refetch();
          }}
        />
      </main>
    );
  }
  if (!workflow.data || !catalog) return <PageSkeleton />;
  return <OpenWorkflow key={id} workflow={workflow.data} catalog={catalog} mode={mode} runId={runId} />;
}

function OpenWorkflow({
  workflow,
  catalog,
  mode,
  runId,
}: {
  workflow: WorkflowView;
  catalog: CatalogIndex;
  mode: Mode;
  runId: string | undefined;
}) {
  const api = useApi();
  const toast = useToast();
  const navigate = useNavigate();
  const { node } = route.useSearch();
  const calls = useMemo(() => createWorkflowApi(api), [api]);
  const names = useWorkspaceNames();
  const draft = useDraft(workflow, catalog, calls);
  const publishing = usePublishing();
  const [taken, setTaken] = useState<TakenBack>();
  const [name, setName] = useState(workflow.name);
  const lastRun = useLast(runId);
  useEffect(() => setName(workflow.name), [workflow.name]);

  const show = (nodeId: string) =>
    draft.editor.store.look((view) => {
      view.selection = [nodeId];
      view.focus = nodeId;
      view.drawer = true;
      view.reveal = nodeId;
    });
  // A link that names a step opens with it selected.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what the address said on arrival
  useEffect(() => {
    if (node) show(node);
  }, []);

  const id = workflow.id;
  const props: ModeProps = {
    workflow,
    catalog,
    api: calls,
    draft,
    publishing,
    nodeId: node,
    onNode: (nodeId) => void navigate({ to: '.', search: (before) => ({ ...before, node: nodeId }), replace: true }),
    bar: {
      name,
      hasRun: lastRun !== undefined,
      menu: <WorkflowMenu workflow={menuOf(workflow)} />,
      onRename: (wanted) => {
        setName(wanted);
        calls.rename(id, wanted).catch((error: unknown) => {
          setName(workflow.name);
          toast({ text: problemOf(error).title, urgent: true });
        });
      },
      onMode: (wanted, nodeId) => {
        const search = nodeId ? { node: nodeId } : {};
        if (wanted === 'edit' && nodeId) show(nodeId);
        if (wanted === 'run' && lastRun)
          void navigate({ to: '/workflows/$id/run/$runId', params: { id, runId: lastRun } });
        else if (wanted === 'live') void navigate({ to: '/workflows/$id/live', params: { id }, search });
        else if (wanted === 'compare') void navigate({ to: '/workflows/$id/compare', params: { id } });
        else void navigate({ to: '/workflows/$id/edit', params: { id }, search });
      },
    },
  };
  return (
    <div className={classes.page}>
      <PauseStrips workflowId={id} />
      {taken && <TakenBackNotice taken={taken} onClose={() => setTaken(undefined)} />}
      <ReactFlowProvider key={mode === 'run' ? (runId ?? mode) : mode}>
        <NamesProvider value={names}>
          {mode === 'edit' && (
            <EditorProvider value={draft.editor}>
              <EditMode {...props} />
            </EditorProvider>
          )}
          {mode === 'live' && <LiveMode {...props} />}
          {mode === 'compare' && (
            <Suspense fallback={<PageSkeleton />}>
              <CompareMode {...props} />
            </Suspense>
          )}
          {mode === 'run' && runId && <RunMode {...props} runId={runId} />}
        </NamesProvider>
      </ReactFlowProvider>
      <TakeBack workflow={workflow} onTaken={setTaken} />
    </div>
  );
}

const menuOf = ({ id, name, status, currentVersion }: WorkflowView): MenuWorkflow => ({
  ...{ id, name, status },
  active: currentVersion?.active,
  published: currentVersion !== null,
});

/** The last value that was there: the Run tab leads back to the run looked at before. */
function useLast<Value>(value: Value | undefined): Value | undefined {
  const [last, setLast] = useState(value);
  useEffect(() => {
    if (value !== undefined) setLast(value);
  }, [value]);
  return value ?? last;
}
