import { Tooltip } from '@mantine/core';
import { IconRocket } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import { Inspector } from '../inspector/inspector.tsx';
import { Outline } from '../outline/outline.tsx';
import { useEditorState } from '../store/editor.ts';
import { Button } from '../ui/button.tsx';
import { Pill } from '../ui/pill.tsx';
import { useToast } from '../ui/toast.tsx';
import { FormSourcesProvider } from '../widgets/form-sources.ts';
import { Canvas } from './canvas.tsx';
import { ConflictBanner } from './conflict-banner.tsx';
import { HelpSheet } from './help-sheet.tsx';
import { hereOf } from './live-overlay.ts';
import { NO_OVERLAY } from './overlay.ts';
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
import type { Draft } from './use-draft.ts';
import { useFormSourcesOf } from './use-form-sources.ts';
import { useNarrow } from './use-narrow.ts';
import { useUndoKeys } from './use-undo-keys.ts';
import classes from './workflow-page.module.css';
import type { ModeProps } from './workflow-page.tsx';

/** The draft: palette, canvas and form. */
export function EditMode({ workflow, draft, api, bar, nodeId, onNode }: ModeProps & { draft: Draft }) {
  const { t } = useTranslation();
  const { graph, outline, selected } = useEditorState(({ doc, view }) => ({
    graph: doc.graph,
    outline: view.outline,
    selected: view.selection.length === 1 ? view.selection[0] : undefined,
  }));
  const { problems, checking, report } = useDiagnostics(api, workflow.id, graph);
  const narrow = useNarrow();
  const sources = useFormSourcesOf(graph, draft.editor.catalog);
  const affected = useAffected(workflow, bar.onMode);
  const search = useRef<HTMLInputElement>(null);
  const told = useRef(selected);
  const { editor } = draft;
  const next = (workflow.currentVersion?.number ?? 0) + 1;
  const listed = narrow || outline;
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
            workflow={workflow}
            draft={draft}
            api={api}
            errors={countErrors(problems)}
            report={report}
            next={next}
          />
        )}
      </TopBar>
      <ConflictBanner autosave={draft.autosave} />
      <FormSourcesProvider value={sources}>
        <div className={classes.stage}>
          {listed ? (
            <Outline problems={problems} overlay={NO_OVERLAY} />
          ) : (
            <>
              {editor.editable && <Palette search={search} />}
              <main className={classes.main}>
                <Canvas problems={problems} overlay={NO_OVERLAY}>
                  {graph.nodes.length > 0 && <RulesCard />}
                </Canvas>
              </main>
            </>
          )}
          <Inspector problems={problems} affected={affected} />
        </div>
        <Picker />
      </FormSourcesProvider>
      <SidesDialog />
      <HelpSheet />
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

interface PublishProps extends Pick<ModeProps, 'workflow' | 'api'> {
  draft: Draft;
  errors: number;
  report: ReturnType<typeof useDiagnostics>['report'];
  next: number;
}

/** Saves what is unsaved and freezes it as the next version. With errors it opens the list of them instead. */
function PublishButton({ workflow, draft, api, errors, report, next }: PublishProps) {
  const { t } = useTranslation();
  const { query } = useApi();
  const queryClient = useQueryClient();
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const { editor, autosave } = draft;
  const openProblems = () =>
    editor.store.look((view) => {
      view.panel = 'problems';
    });
  const publish = async () => {
    if (errors > 0) {
      openProblems();
      return;
    }
    setBusy(true);
    try {
      await autosave.flush();
      if (autosave.state().kind !== 'saved') return;
      const answer = await api.publish(workflow.id, autosave.revision());
      if (answer.kind === 'blocked') {
        report(answer.diagnostics);
        openProblems();
        return;
      }
      toast({
        text: answer.unchanged
          ? t('canvas.bar.nothingToPublish', { version: answer.number })
          : t('canvas.bar.published', { version: answer.number }),
      });
      await Promise.all(
        [query.workflows.key(), query.versions.key(), query.counts.key()].map((queryKey) =>
          queryClient.invalidateQueries({ queryKey }),
        ),
      );
    } catch (error) {
      toast({
        text: t('canvas.bar.publishFailed', { message: error instanceof Error ? error.message : String(error) }),
        urgent: true,
      });
    } finally {
      setBusy(false);
    }
  };
  const icon = <IconRocket size={14} stroke={1.75} aria-hidden="true" />;
  // A blocked Button swallows its click; here the click opens the list of what blocks it.
  return (
    <Tooltip label={t('canvas.bar.publishBlocked', { count: errors })} disabled={errors === 0}>
      <Button
        look={errors > 0 ? 'default' : 'primary'}
        className={errors > 0 ? classes.blocked : undefined}
        aria-disabled={errors > 0 || undefined}
        busy={busy}
        icon={icon}
        onClick={() => void publish()}
      >
        {busy ? t('canvas.bar.publishing') : t('canvas.bar.publishVersion', { version: next })}
      </Button>
    </Tooltip>
  );
}
