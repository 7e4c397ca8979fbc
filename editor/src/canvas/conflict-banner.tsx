import { Popover } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import { useTranslation } from 'react-i18next';
import type { Autosave } from '../store/autosave.ts';
import { useEditor, useEditorState } from '../store/editor.ts';
import { Button } from '../ui/button.tsx';
import { compareGraphs } from './compare-graphs.ts';
import { useSaveState } from './save-state.tsx';
import classes from './top-bar.module.css';

/** Somebody else saved meanwhile: nothing is overwritten until this person chooses. */
export function ConflictBanner({ autosave }: { autosave: Autosave }) {
  const { t } = useTranslation();
  const editor = useEditor();
  const mine = useEditorState(({ doc }) => doc.graph);
  const state = useSaveState(autosave);
  if (state.kind !== 'conflict') return null;
  return (
    <div className={classes.banner} role="alert">
      <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
      <span className={classes.grow}>
        <b>{state.by ? t('canvas.save.conflictBy', { who: state.by }) : t('canvas.save.conflictTitle')}</b>{' '}
        {t('canvas.save.conflictText')}
      </span>
      <Popover position="bottom-end" withinPortal>
        <Popover.Target>
          <Button size="row">{t('canvas.save.compare')}</Button>
        </Popover.Target>
        <Popover.Dropdown p={0}>
          <Differences mine={mine} theirs={state.theirs} />
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

function Differences({ mine, theirs }: { mine: Graph; theirs: Graph }) {
  const { t } = useTranslation();
  const { added, removed, changed } = compareGraphs(mine, theirs);
  const groups = [
    { title: t('canvas.save.diff.added'), names: added },
    { title: t('canvas.save.diff.removed'), names: removed },
    { title: t('canvas.save.diff.changed'), names: changed },
  ].filter((group) => group.names.length > 0);
  return (
    <div className={classes.diff}>
      {groups.length === 0 && t('canvas.save.diff.same')}
      {groups.map((group) => (
        <section key={group.title}>
          <h3>{group.title}</h3>
          <ul>
            {group.names.map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
