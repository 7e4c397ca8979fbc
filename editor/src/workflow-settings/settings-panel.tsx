import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Diagnostic } from '../canvas/workflow-api.ts';
import classes from '../inspector/inspector.module.css';
import { useEditor, useEditorState } from '../store/editor.ts';

// Reading forms out of schemas is needed by nobody who only draws.
const SettingsDrawer = lazy(() => import('./settings-drawer.tsx'));

/** The form of the workflow's own settings while it is open; choosing a step gives its place to that step's form. */
export function SettingsPanel({ problems }: { problems: readonly Diagnostic[] }) {
  const { t } = useTranslation();
  const editor = useEditor();
  const open = useEditorState(({ view }) => view.panel === 'rules');
  const chosen = useEditorState(({ view }) => view.selection.length > 0);
  useEffect(() => {
    if (!open || !chosen) return;
    editor.store.look((view) => {
      view.panel = null;
      view.setting = null;
    });
  }, [open, chosen, editor]);
  if (!open || chosen) return null;
  return (
    <Suspense fallback={<aside className={classes.drawer} aria-busy="true" aria-label={t('inspector.loading')} />}>
      <SettingsDrawer problems={problems} />
    </Suspense>
  );
}
