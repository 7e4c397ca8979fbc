import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { VersionChange } from '@trellis/shared/api/publish-views.ts';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Canvas } from '../canvas/canvas.tsx';
import type { Overlay } from '../canvas/overlay.ts';
import { isTyping } from '../canvas/use-canvas-keys.ts';
import { useFormSourcesOf } from '../canvas/use-form-sources.ts';
import { useNarrow } from '../canvas/use-narrow.ts';
import { useViewer } from '../canvas/use-viewer.ts';
import page from '../canvas/workflow-page.module.css';
import { Inspector } from '../inspector/inspector.tsx';
import { Outline } from '../outline/outline.tsx';
import { portsOf } from '../store/catalog-index.ts';
import { type Editor, EditorProvider, useEditor, useEditorState } from '../store/editor.ts';
import { indexGraph } from '../store/graph-index.ts';
import { FormSourcesProvider } from '../widgets/form-sources.ts';
import { ChangeDrawer } from './change-drawer.tsx';
import { changeKey } from './change-key.ts';
import { CompareCard } from './compare-card.tsx';
import type { ComparedProps } from './compare-mode.tsx';
import { compareOverlay, differencesOf } from './compare-overlay.ts';
import classes from './compare-stage.module.css';
import { mergeGraphs } from './merge-graphs.ts';
import { sideId } from './sides.ts';
import { TakeStep } from './take-step-button.tsx';

const route = getRouteApi('/signed-in/workflows/$id');

interface Props extends ComparedProps {
  graphs: { from: Graph; to: Graph };
  changes: readonly VersionChange[];
  onSides: (sides: { from: string; to: string }) => void;
}

/** The one drawing of both, with the list over it and one difference beside it. */
export function CompareStage(props: Props) {
  const { t } = useTranslation();
  const { graphs, changes, catalog, from, nodeId } = props;
  const version = t('compare.version', { version: from.number });
  const { graph, overlay } = useMemo(() => {
    const merged = mergeGraphs(graphs.from, graphs.to, (id, port) => {
      const node = indexGraph(graphs.from).node.get(id);
      const ports = node ? portsOf(graphs.from, node, catalog) : [];
      const label = ports.find((one) => one.id === port)?.label ?? port;
      return ports.length > 1
        ? t('compare.portWas', { port: label, from: version })
        : t('compare.portWasOnly', { from: version });
    });
    return { graph: merged.graph, overlay: compareOverlay(merged, differencesOf(changes)) };
  }, [graphs.from, graphs.to, changes, catalog, version, t]);
  const viewer = useViewer(graph, catalog, nodeId);
  const sources = useFormSourcesOf(graph, catalog, props.workflow.id);
  return (
    <EditorProvider value={viewer}>
      <FormSourcesProvider value={sources}>
        <Stage {...props} overlay={overlay} same={sameOf(graphs.to, changes)} />
      </FormSourcesProvider>
    </EditorProvider>
  );
}

/** Steps that are in both and do the same. */
function sameOf(to: Graph, changes: readonly VersionChange[]): number {
  const different = new Set(changes.filter(({ kind }) => kind !== 'gone').map(({ nodeId }) => nodeId));
  return to.nodes.filter(({ id }) => !different.has(id)).length;
}

function Stage(props: Props & { overlay: Overlay; same: number }) {
  const { graphs, changes, overlay, from, to, versions, same, onSides, draft, workflow, catalog } = props;
  const narrow = useNarrow();
  const outline = useEditorState(({ view }) => view.outline);
  const { chosen, change, choose, step } = useChosen(changes);
  const toId = sideId(to);
  const card = (
    <CompareCard
      from={from}
      to={to}
      toId={toId}
      versions={versions}
      changes={changes}
      same={same}
      chosen={chosen}
      onChoose={choose}
      onSides={onSides}
    />
  );
  const nodeOf = (graph: Graph) => (change?.nodeId ? indexGraph(graph).node.get(change.nodeId) : undefined);
  return (
    <div className={page.stage}>
      {narrow || outline ? (
        <div className={classes.stacked}>
          {card}
          <Outline problems={[]} overlay={overlay} />
        </div>
      ) : (
        <main className={page.main}>
          <Canvas problems={[]} overlay={overlay}>
            {card}
          </Canvas>
        </main>
      )}
      {change ? (
        <ChangeDrawer
          key={chosen}
          workflowId={workflow.id}
          change={change}
          from={from}
          to={to}
          nodes={{ from: nodeOf(graphs.from), to: nodeOf(graphs.to) }}
          catalog={catalog}
          onStep={step}
          onClose={() => choose(null)}
          take={workflow.canEdit && <TakeStep change={change} from={from} graph={graphs.from} draft={draft} />}
        />
      ) : (
        <Inspector problems={[]} affected={null} />
      )}
    </div>
  );
}

/**
 * Which difference is looked at: the address names it, a click on a card or a line and J and K change it. A step that is the same in both can be
 * selected too; its form is shown instead.
 */
function useChosen(changes: readonly VersionChange[]) {
  const editor = useEditor();
  const navigate = useNavigate();
  const { node, rule } = route.useSearch();
  const selected = useEditorState(({ view }) =>
    view.selection.length === 1 && view.drawer ? view.selection[0] : undefined,
  );
  const byKey = (key: string | undefined) => changes.find((change) => changeKey(change) === key);
  const chosenRule = selected === undefined ? byKey(rule && `rule ${rule}`) : undefined;
  const change = chosenRule ?? byKey(selected);
  const chosen = change ? changeKey(change) : null;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the address follows the selection, not the other way round
  useEffect(() => {
    if (selected !== node)
      void navigate({
        to: '.',
        search: (before) => ({ ...before, node: selected, ...(selected ? { rule: undefined } : {}) }),
        replace: true,
      });
  }, [selected]);

  const choose = (key: string | null) => {
    const wanted = key === null ? undefined : byKey(key);
    select(editor, wanted?.nodeId ?? null);
    void navigate({
      to: '.',
      search: (before) => ({
        ...before,
        node: wanted?.nodeId ?? undefined,
        rule: wanted && wanted.nodeId === null ? wanted.name : undefined,
      }),
      replace: true,
    });
  };
  const step = (by: 1 | -1) => {
    if (changes.length === 0) return;
    const at = changes.findIndex((one) => changeKey(one) === chosen);
    const next = at < 0 ? (by > 0 ? 0 : changes.length - 1) : (at + by + changes.length) % changes.length;
    const wanted = changes[next];
    if (wanted) choose(changeKey(wanted));
  };
  useStepKeys(step);
  return { chosen, change, choose, step };
}

function select({ store }: Editor, nodeId: string | null): void {
  store.look((view) => {
    view.selection = nodeId === null ? [] : [nodeId];
    view.focus = nodeId ?? view.focus;
    view.reveal = nodeId;
    view.drawer = nodeId !== null;
  });
}

/** J goes on to the next difference, K back. */
function useStepKeys(step: (by: 1 | -1) => void) {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      // In dialogs and lists letters have their own meaning.
      if (event.target instanceof Element && event.target.closest('[role="dialog"], [role="listbox"]')) return;
      const key = event.key.toLowerCase();
      if (key === 'j') step(1);
      else if (key === 'k') step(-1);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  });
}
