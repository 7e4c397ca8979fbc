import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import { Inspector } from '../inspector/inspector.tsx';
import { Outline } from '../outline/outline.tsx';
import { usePausedOverlay } from '../pauses/use-paused-overlay.ts';
import { MovesStrip } from '../publish/moves-strip.tsx';
import { PublishButton } from '../publish/publish-button.tsx';
import { PublishDialog } from '../publish/publish-dialog.tsx';
import { ScheduledStrip } from '../publish/scheduled-strip.tsx';
import { useEditorState } from '../store/editor.ts';
import { Pill } from '../ui/pill.tsx';
import { FormSourcesProvider } from '../widgets/form-sources.ts';
import { SettingsPanel } from '../workflow-settings/settings-panel.tsx';
import { Canvas } from './canvas.tsx';
import { ConflictBanner } from './conflict-banner.tsx';
import { HelpSheet } from './help-sheet.tsx';
import { hereOf } from './live-overlay.ts';
import { Palette } from './palette.tsx';
import { Picker } from './picker.tsx';
import { ProblemsButton } from './problems-button.tsx';
import { RulesCard } from './rules-card.tsx';
import { SaveStateWords } from './save-state.tsx';
import { SidesDialog } from './sides-dialog.tsx';
import { TestEventLink } from './test-event-link.tsx';
import { TopBar } from './top-bar.tsx';
import { isTyping } from './use-canvas-keys.ts';
import { countErrors, useDiagnostics } from './use-diagnostics.ts';
import { useFormSourcesOf } from './use-form-sources.ts';
import { useNarrow } from './use-narrow.ts';
import { useUndoKeys } from './use-undo-keys.ts';
import classes from './workflow-page.module.css';
import type { ModeProps } from './workflow-page.tsx';

const route = getRouteApi('/signed-in/workflows/$id');

/** The draft: palette, canvas and form. */
export function EditMode({ workflow, draft, publishing, api, bar, nodeId, onNode }: ModeProps) {
  const { t } = useTranslation();
  const { graph, outline, selected } = useEditorState(({ doc, view }) => ({
    graph: doc.graph,
    outline: view.outline,
    selected: view.selection.length === 1 ? view.selection[0] : undefined,
  }));
  const navigate = useNavigate();
  const { show } = route.useSearch();
  const sources = useFormSourcesOf(graph, draft.editor.catalog, workflow.id);
  const { problems, checking } = useDiagnostics(api, workflow.id, graph, sources.things);
  const narrow = useNarrow();
  const overlay = usePausedOverlay(workflow.id, problems);
  const affected = useAffected(workflow, bar.onMode);
  const search = useRef<HTMLInputElement>(null);
  const told = useRef(selected);
  const { editor } = draft;
  const next = (workflow.currentVersion?.number ?? 0) + 1;
  const listed = narrow || outline;
  const openProblems = () =>
    editor.store.look((view) => {
      view.panel = 'problems';
    });
  // The address opens the dialog, so that the way back closes it.
  const openPublish = (open: boolean) =>
    void navigate({
      to: '.',
      search: (before) => ({ ...before, show: open ? ('publish' as const) : undefined }),
      replace: !open,
    });
  useUndoKeys(editor);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the address follows the selection, not the other way round
  useEffect(() => {
    // On arrival the address comes first: its step is selected a moment later.
    if (told.current === selected) return;
    told.current = selected;
    if (selected !== nodeId) onNode(selected);
  }, [selected]);

  useEffect(() => {
    // “/” with nothing selected goes to the palette's search; with a step selected the canvas opens the picker.
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== '/' || isTyping(event.target) || editor.store.getState().view.selection.length === 1) return;
      event.preventDefault();
      search.current?.focus();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [editor]);

  return (
    <>
      <TopBar
        {...bar}
        mode="edit"
        onRename={editor.editable ? bar.onRename : undefined}
        state={
          <>
            <Pill>{t('canvas.bar.draftOf', { version: next })}</Pill>
            <SaveStateWords autosave={draft.autosave} />
          </>
        }
      >
        <ProblemsButton problems={problems} checking={checking} />
        <TestEventLink graph={graph} catalog={editor.catalog} />
        {editor.editable && (
          <PublishButton
            next={next}
            errors={countErrors(problems)}
            onOpen={() => openPublish(true)}
            onProblems={openProblems}
          />
        )}
      </TopBar>
      <ConflictBanner autosave={draft.autosave} workflowId={workflow.id} />
      <ScheduledStrip workflow={workflow} />
      <MovesStrip workflow={workflow} />
      <FormSourcesProvider value={sources}>
        <div className={classes.stage}>
          {listed ? (
            <Outline problems={problems} overlay={overlay} />
          ) : (
            <>
              {editor.editable && <Palette search={search} />}
              <main className={classes.main}>
                <Canvas problems={problems} overlay={overlay}>
                  {graph.nodes.length > 0 && <RulesCard />}
                </Canvas>
              </main>
            </>
          )}
          <Inspector problems={problems} affected={affected} />
          <SettingsPanel problems={problems} />
        </div>
        <Picker />
      </FormSourcesProvider>
      <SidesDialog />
      <HelpSheet />
      {show === 'publish' && editor.editable && (
        <PublishDialog
          workflow={workflow}
          draft={draft}
          publishing={publishing}
          onClose={() => openPublish(false)}
          onProblems={() => {
            openPublish(false);
            openProblems();
          }}
        />
      )}
    </>
  );
}

/** Who waits where on the published version, for the foot of the form. */
function useAffected(workflow: ModeProps['workflow'], onMode: ModeProps['bar']['onMode']) {
  const { query } = useApi();
  const version = workflow.currentVersion;
  const counts = useQuery(
    query.counts.ofVersion.queryOptions({ input: { workflowId: workflow.id }, enabled: version !== null }),
  );
  if (!version || !counts.data) return null;
  return {
    version: version.number,
    waiting: Object.fromEntries(Object.entries(counts.data.nodes).map(([id, own]) => [id, hereOf(own)])),
    show: (nodeId: string) => onMode('live', nodeId),
  };
}
