import { IconArrowsMove, IconCopy, IconEye, IconEyeOff, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { StepPause } from '../pauses/step-pause.tsx';
import { duplicate } from '../store/commands/clipboard.ts';
import { toggleOff } from '../store/commands/edit.ts';
import { useEditor, useEditorState } from '../store/editor.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { askDelete } from './ask-delete.ts';
import classes from './step-toolbar.module.css';

/** Copy, move, switch off and delete, beside the selected step. */
export function StepToolbar({ id, off }: { id: string; off: boolean }) {
  const { t } = useTranslation();
  const editor = useEditor();
  const carrying = useEditorState(({ view }) => view.carrying.includes(id));
  const carry = () =>
    editor.store.look((view) => {
      view.carrying = carrying ? [] : [id];
    });
  return (
    <div
      className={`${classes.bar} nodrag nopan`}
      role="toolbar"
      aria-orientation="vertical"
      aria-label={t('canvas.node.move')}
    >
      <IconButton
        label={t('canvas.node.copy')}
        icon={<IconCopy size={16} stroke={1.75} />}
        onClick={() => editor.run((graph, context) => duplicate(graph, [id], new Map(), context))}
      />
      <IconButton
        label={carrying ? t('canvas.node.moving') : t('canvas.node.move')}
        on={carrying}
        icon={<IconArrowsMove size={16} stroke={1.75} />}
        onClick={carry}
      />
      <IconButton
        label={off ? t('canvas.node.on') : t('canvas.node.off')}
        icon={off ? <IconEye size={16} stroke={1.75} /> : <IconEyeOff size={16} stroke={1.75} />}
        onClick={() => editor.run((graph) => toggleOff(graph, [id]))}
      />
      <StepPause id={id} />
      <IconButton
        label={t('canvas.node.delete')}
        icon={<IconTrash size={16} stroke={1.75} />}
        onClick={() => askDelete(editor, [id])}
      />
    </div>
  );
}
