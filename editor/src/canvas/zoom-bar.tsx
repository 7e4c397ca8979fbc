import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowsHorizontal,
  IconArrowsVertical,
  IconListTree,
  IconMaximize,
  IconMinus,
  IconNote,
  IconPlus,
  IconWand,
} from '@tabler/icons-react';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import { useReactFlow, useStore } from '@xyflow/react';
import { useTranslation } from 'react-i18next';
import { addNote, setDirection, tidy } from '../store/commands/edit.ts';
import { useEditor, useHistoryLabels } from '../store/editor.ts';
import { IconButton } from '../ui/icon-button.tsx';
import classes from './hud.module.css';
import { motionMs } from './motion.ts';
import { useChangeWords } from './use-change-words.ts';

const ICON = { size: 16, stroke: 1.75 } as const;

/** Undo, redo, zoom, fit, tidy, direction, note and outline, at the bottom left. Live and Run have no use for those that change. */
export function ZoomBar({ fit, direction }: { fit: () => void; direction: Graph['direction'] }) {
  const { t } = useTranslation();
  const editor = useEditor();
  const { zoomIn, zoomOut, zoomTo, screenToFlowPosition } = useReactFlow();
  const percent = useStore(({ transform }) => Math.round(transform[2] * 100));
  const duration = motionMs(120);
  const turned = direction === 'down' ? 'right' : 'down';
  return (
    <div className={`${classes.card} ${classes.bar}`} role="toolbar" aria-label={t('canvas.hud.zoom')}>
      {editor.editable && <HistoryButtons />}
      <IconButton
        label={t('canvas.hud.zoomOut')}
        icon={<IconMinus {...ICON} />}
        onClick={() => void zoomOut({ duration })}
      />
      <button
        type="button"
        className={classes.percent}
        title={t('canvas.hud.zoomReset')}
        onClick={() => void zoomTo(1, { duration })}
      >
        {t('canvas.hud.percent', { n: percent })}
      </button>
      <IconButton
        label={t('canvas.hud.zoomIn')}
        icon={<IconPlus {...ICON} />}
        onClick={() => void zoomIn({ duration })}
      />
      <IconButton label={t('canvas.hud.fit')} icon={<IconMaximize {...ICON} />} onClick={fit} />
      <i className={classes.line} />
      {editor.editable && (
        <>
          <IconButton
            label={t('canvas.hud.tidy')}
            icon={<IconWand {...ICON} />}
            onClick={() => editor.run((graph) => tidy(graph))}
          />
          <IconButton
            label={turned === 'right' ? t('canvas.hud.turnRight') : t('canvas.hud.turnDown')}
            icon={turned === 'right' ? <IconArrowsHorizontal {...ICON} /> : <IconArrowsVertical {...ICON} />}
            onClick={() => {
              if (editor.run((graph) => setDirection(graph, turned))) requestAnimationFrame(fit);
            }}
          />
          <IconButton
            label={t('canvas.hud.note')}
            icon={<IconNote {...ICON} />}
            onClick={() =>
              editor.run((graph, { newId }) => addNote(graph, screenToFlowPosition({ x: 340, y: 260 }), newId))
            }
          />
        </>
      )}
      <IconButton
        label={t('canvas.hud.outline')}
        icon={<IconListTree {...ICON} />}
        onClick={() =>
          editor.store.look((view) => {
            view.outline = true;
          })
        }
      />
    </div>
  );
}

function HistoryButtons() {
  const { t } = useTranslation();
  const editor = useEditor();
  const words = useChangeWords();
  const { undo, redo } = useHistoryLabels();
  return (
    <>
      <IconButton
        label={undo ? t('canvas.hud.undoWhat', { what: words(undo) }) : t('canvas.hud.undo')}
        icon={<IconArrowBackUp {...ICON} />}
        disabled={!undo}
        onClick={editor.undo}
      />
      <IconButton
        label={redo ? t('canvas.hud.redoWhat', { what: words(redo) }) : t('canvas.hud.redo')}
        icon={<IconArrowForwardUp {...ICON} />}
        disabled={!redo}
        onClick={editor.redo}
      />
      <i className={classes.line} />
    </>
  );
}
