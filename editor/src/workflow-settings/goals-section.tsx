import { IconPlus } from '@tabler/icons-react';
import { summarize } from '@trellis/shared/node/summary.ts';
import { useTranslation } from 'react-i18next';
import { useNames } from '../canvas/names.ts';
import classes from '../inspector/inspector.module.css';
import { insertStep } from '../store/commands/insert.ts';
import { useEditor, useEditorState } from '../store/editor.ts';
import { Button } from '../ui/button.tsx';
import { NodeIcon } from '../ui/node-icon.tsx';
import { Tile } from '../ui/tile.tsx';
import own from './settings-drawer.module.css';

/** Right of the drawing's beginning, px: a goal stands beside the flow, nothing has to lead to it. */
const BESIDE = { x: 420, y: 0 };

/** What counts as success: steps of the drawing that are reached from anywhere. */
export function GoalsSection() {
  const { t } = useTranslation();
  const editor = useEditor();
  const names = useNames();
  const nodes = useEditorState(({ doc }) => doc.graph.nodes);
  const goals = nodes.filter((node) => editor.catalog.get(node.type)?.goal);
  const goal = [...editor.catalog.values()].find((type) => type.goal);
  const show = (id: string) =>
    editor.store.look((view) => {
      view.panel = null;
      view.selection = [id];
      view.focus = id;
      view.drawer = true;
      view.reveal = id;
    });
  const add = () => {
    if (!goal) return;
    const added = editor.run((graph, context) => insertStep(graph, goal, { kind: 'free', position: BESIDE }, context));
    const [id] = editor.store.getState().view.selection;
    if (added && id) show(id);
  };
  return (
    <section className={classes.section}>
      <div className={classes.label}>
        <span>{t('canvas.rules.goals')}</span>
        <span className={classes.beside}>{t('canvas.rules.goalsHelp')}</span>
      </div>
      <ul className={own.goals}>
        {goals.map((node) => {
          const type = editor.catalog.get(node.type);
          return (
            <li key={node.id}>
              <button type="button" className={own.goal} onClick={() => show(node.id)}>
                <Tile category={type?.category ?? 'end'} size={20}>
                  <NodeIcon name={type?.icon} category={type?.category ?? 'end'} size={13} stroke={2} />
                </Tile>
                <span className={own.words}>
                  <b>{node.name || type?.title}</b>{' '}
                  <span>{summarize(type?.summary ?? '', { ...type?.initial, ...node.config }, names)}</span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {goals.length === 0 && <p className={classes.help}>{t('canvas.rules.noGoal')}</p>}
      {editor.editable && goal && (
        <p className={classes.help}>
          <Button size="row" icon={<IconPlus size={14} />} onClick={add}>
            {t('canvas.rules.addGoal')}
          </Button>
        </p>
      )}
    </section>
  );
}
