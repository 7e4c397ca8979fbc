import { IconTrash } from '@tabler/icons-react';
import { type NodeProps, NodeResizer } from '@xyflow/react';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeNote, deleteNotes } from '../store/commands/edit.ts';
import { useEditor } from '../store/editor.ts';
import type { NoteNode } from './flow-types.ts';
import classes from './note-card.module.css';

/** A sticky note: text for people, without effect. Double click or Enter writes; it is saved when left. */
export const NoteCard = memo(function NoteCard({ id, data, selected }: NodeProps<NoteNode>) {
  const { t } = useTranslation();
  const editor = useEditor();
  const [writing, setWriting] = useState(data.text === '' && selected);
  const leave = (text: string) => {
    setWriting(false);
    if (text !== data.text) editor.run((graph) => changeNote(graph, id, { text }));
  };
  return (
    <div className={classes.note} data-selected={selected || undefined}>
      {data.editable && selected && (
        <NodeResizer
          minWidth={80}
          minHeight={40}
          maxWidth={1200}
          maxHeight={1200}
          handleClassName={classes.handle}
          lineClassName={classes.line}
          onResizeEnd={(_, { x, y, width, height }) =>
            editor.run((graph) =>
              changeNote(graph, id, { position: { x, y }, width: Math.round(width), height: Math.round(height) }),
            )
          }
        />
      )}
      {writing ? (
        <textarea
          className={`${classes.text} nodrag nowheel nopan`}
          aria-label={t('canvas.note.label')}
          placeholder={t('canvas.note.empty')}
          defaultValue={data.text}
          // biome-ignore lint/a11y/noAutofocus: the person has just asked to write here
          autoFocus
          onBlur={(event) => leave(event.target.value)}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
      ) : (
        <div
          role="button"
          tabIndex={-1}
          data-step={id}
          className={classes.text}
          aria-label={t('canvas.note.short', { text: data.text || t('canvas.note.empty') })}
          onDoubleClick={() => data.editable && setWriting(true)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !data.editable) return;
            event.stopPropagation();
            setWriting(true);
          }}
        >
          {data.text || (data.editable ? t('canvas.note.empty') : '')}
        </div>
      )}
      {data.editable && selected && !writing && (
        <button
          type="button"
          className={`${classes.delete} nodrag`}
          aria-label={t('canvas.note.delete')}
          onClick={() => editor.run((graph) => deleteNotes(graph, [id]))}
        >
          <IconTrash size={14} stroke={1.75} aria-hidden="true" />
        </button>
      )}
    </div>
  );
});
