import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { deleteNodes, sidesOf } from '../store/commands/delete.ts';
import { useEditor, useEditorState } from '../store/editor.ts';
import { indexGraph } from '../store/graph-index.ts';
import { Button } from '../ui/button.tsx';
import classes from './help-sheet.module.css';

/** Asked when a branch is deleted: which of its ways stays. Each answer says how many steps go with it. */
export function SidesDialog() {
  const { t } = useTranslation();
  const editor = useEditor();
  const { ids, graph } = useEditorState(({ doc, view }) => ({ ids: view.deleting, graph: doc.graph }));
  const close = () =>
    editor.store.look((view) => {
      view.deleting = null;
    });
  const choose = (keep: string | null) => {
    if (ids) editor.run((present, { catalog }) => deleteNodes(present, ids, { catalog, keep }));
    close();
  };
  const sides = ids ? sidesOf(graph, ids, editor.catalog) : [];
  const total = sides.reduce((sum, side) => sum + side.steps, 0);
  const name = indexGraph(graph).node.get(ids?.[0] ?? '')?.name ?? '';
  return (
    <Modal
      opened={ids !== null}
      onClose={close}
      title={t('canvas.sides.title')}
      size={440}
      padding={20}
      withCloseButton={false}
    >
      <p className={classes.text}>{t('canvas.sides.text', { name, count: sides.length })}</p>
      <div className={classes.sides}>
        {sides.map((side) => {
          const goes = total - side.steps;
          return (
            <button key={side.to} type="button" className={classes.side} onClick={() => choose(side.to)}>
              {t('canvas.sides.keep', { port: side.port, name: side.name })}
              <span>{goes === 0 ? t('canvas.sides.losesNone') : t('canvas.sides.loses', { count: goes })}</span>
            </button>
          );
        })}
        <button type="button" className={classes.side} onClick={() => choose(null)}>
          {t('canvas.sides.none')}
        </button>
      </div>
      <footer className={classes.footer}>
        <Button look="ghost" onClick={close}>
          {t('canvas.sides.cancel')}
        </Button>
      </footer>
    </Modal>
  );
}
