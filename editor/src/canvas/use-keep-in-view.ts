import { useReactFlow } from '@xyflow/react';
import { type RefObject, useEffect } from 'react';
import { useEditor } from '../store/editor.ts';
import { allVisible, type Box } from './fit.ts';
import type { CanvasNode } from './flow-types.ts';
import { boxOf } from './use-canvas-events.ts';

interface Options {
  pane: RefObject<HTMLDivElement | null>;
  fit: () => void;
  boxes: RefObject<{ boxes: readonly Box[] }>;
}

/**
 * Keeps the drawing in view when the pane changes its width, as when the drawer opens beside it: what was all visible is fitted
 * again, otherwise the middle stays the middle and the selected card stays visible.
 */
export function useKeepInView({ pane, fit, boxes }: Options): void {
  const { getViewport, setViewport, getNode } = useReactFlow<CanvasNode>();
  const { store } = useEditor();
  useEffect(() => {
    const element = pane.current;
    if (!element) return;
    let before = { width: element.clientWidth, height: element.clientHeight };
    const observer = new ResizeObserver(() => {
      const now = { width: element.clientWidth, height: element.clientHeight };
      const by = now.width - before.width;
      const view = getViewport();
      const wasAllVisible = allVisible(boxes.current.boxes, before, view);
      before = now;
      if (Math.abs(by) < 1 || now.width === 0) return;
      if (wasAllVisible) {
        if (!allVisible(boxes.current.boxes, now, view)) fit();
        return;
      }
      const moved = { ...view, x: view.x + by / 2 };
      const [id] = store.getState().view.selection;
      const node = id ? getNode(id) : undefined;
      const box = node ? boxOf(node) : null;
      if (box && !allVisible([box], now, moved)) {
        const right = (box.x + box.width) * view.zoom + moved.x;
        const left = box.x * view.zoom + moved.x;
        if (right > now.width) moved.x -= right - now.width + 72;
        else if (left < 0) moved.x -= left - 24;
      }
      void setViewport(moved);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [pane, fit, boxes, getViewport, setViewport, getNode, store]);
}
