import { Popover } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import { useTranslation } from 'react-i18next';
import { GraphChanges } from '../compare/graph-changes.tsx';
import type { Autosave } from '../store/autosave.ts';
import { useEditor, useEditorState } from '../store/editor.ts';
import { Button } from '../ui/button.tsx';
import { useSaveState } from './save-state.tsx';
import classes from './top-bar.module.css';

/** Somebody else saved meanwhile: nothing is overwritten until this person chooses. */
export function ConflictBanner({ autosave, workflowId }: { autosave: Autosave; workflowId: string }) {
  const { t } = useTranslation();
  const editor = useEditor();
  const state = useSaveState(autosave);
  if (state.kind !== 'conflict') return null;
  return (
    <div className={classes.banner} role="alert">
      <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
      <span className={classes.grow}>
        <b>{state.by ? t('canvas.save.conflictBy', { who: state.by }) : t('canvas.save.conflictTitle')}</b>{' '}
        {t('canvas.save.conflictText')}
      </span>
      <Popover position="bottom-end" width="min(520px, calc(100vw - 32px))" withinPortal trapFocus returnFocus>
        <Popover.Target>
          <Button size="row">{t('canvas.save.compare')}</Button>
        </Popover.Target>
        <Popover.Dropdown p={0} aria-label={t('compare.conflict.title')}>
          <Differences workflowId={workflowId} theirs={state.theirs} />
        </Popover.Dropdown>
      </Popover>
      <Button
        size="row"
        onClick={() => {
          const theirs = autosave.takeTheirs();
          if (theirs) editor.run(() => ({ ok: true, graph: theirs, label: { key: 'theirs' }, select: [] }));
        }}
      >
        {t('canvas.save.theirs')}
      </Button>
      <Button size="row" onClick={() => autosave.keepMine()}>
        {t('canvas.save.mine')}
      </Button>
    </div>
  );
}

function Differences({ workflowId, theirs }: { workflowId: string; theirs: Graph }) {
  const mine = useEditorState(({ doc }) => doc.graph);
  return <GraphChanges workflowId={workflowId} from={mine} to={theirs} />;
}
