import { MiniMap, useStore } from '@xyflow/react';
import { useTranslation } from 'react-i18next';
import { useEditor } from '../store/editor.ts';
import { allVisible, type Box } from './fit.ts';
import type { CanvasNode } from './flow-types.ts';
import classes from './hud.module.css';

const colorOf = (node: CanvasNode) =>
  node.type === 'step' ? `var(--tr-cat-${node.data.category}-solid)` : 'var(--tr-note)';

/** The map at the bottom right; in Live and Run only while something lies outside the view. */
export function CanvasMinimap({ boxes }: { boxes: readonly Box[] }) {
  const { t } = useTranslation();
  const { editable } = useEditor();
  const hidden = useStore(
    ({ transform: [x, y, zoom], width, height }) =>
      boxes.length === 0 || (!editable && allVisible(boxes, { width, height }, { x, y, zoom })),
  );
  if (hidden) return null;
  return (
    <MiniMap<CanvasNode>
      className={classes.minimap}
      position="bottom-right"
      style={{ width: 168, height: 92 }}
      nodeColor={colorOf}
      nodeBorderRadius={12}
      nodeStrokeWidth={0}
      maskColor="transparent"
      maskStrokeColor="var(--tr-brand-vivid)"
      maskStrokeWidth={1.5}
      offsetScale={3}
      pannable
      zoomable
      ariaLabel={t('canvas.hud.minimap')}
    />
  );
}
