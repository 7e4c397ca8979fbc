import { IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useEditor, useEditorState } from '../store/editor.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { useSettingsWords } from '../workflow-settings/use-settings-words.ts';
import classes from './hud.module.css';

/** What holds for every run of this workflow, in words; its form opens beside the canvas. */
export function RulesCard() {
  const { t } = useTranslation();
  const editor = useEditor();
  const settings = useEditorState(({ doc }) => doc.graph.settings);
  const open = useEditorState(({ view }) => view.panel === 'rules');
  const goals = useEditorState(({ doc }) => doc.graph.nodes)
    .filter((node) => editor.catalog.get(node.type)?.goal && !node.off)
    .map((node) => node.name || (editor.catalog.get(node.type)?.title ?? node.type));
  const words = useSettingsWords();
  const toggle = () =>
    editor.store.look((view) => {
      view.panel = open ? null : 'rules';
      view.setting = null;
      if (!open) view.selection = [];
    });
  return (
    <section className={`${classes.card} ${classes.rules}`} data-hud="" aria-label={t('canvas.rules.title')}>
      <div className={classes.rulesHead}>
        {t('canvas.rules.title')}
        {editor.editable && (
          <IconButton
            label={t('canvas.rules.edit')}
            aria-expanded={open}
            icon={<IconPencil size={14} stroke={1.75} />}
            onClick={toggle}
          />
        )}
      </div>
      <dl>
        {words(settings).map(({ name, label, words: line }) => (
          <div key={name} className={classes.rule} title={line}>
            <dt>{label}</dt>
            <dd>{line}</dd>
          </div>
        ))}
        {goals.length > 0 && (
          <div className={classes.rule} title={goals.join(', ')}>
            <dt>{t('canvas.rules.goals')}</dt>
            <dd>{goals.join(', ')}</dd>
          </div>
        )}
      </dl>
    </section>
  );
}
