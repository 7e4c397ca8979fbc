import { type RefObject, useLayoutEffect, useRef } from 'react';
import type { Layout } from './layout.ts';

/** How long cards glide to their new places, ms; the CSS says the same. */
const GLIDE_MS = 240;
/** More cards than this jump: gliding them would stutter. */
const MOST = 200;

/** Lets cards and lines glide when the layout changes, as by tidy or an insert. A drag moves nothing in the layout, so it never glides. */
export function useGlide({
  pane,
  layout,
  count,
}: {
  pane: RefObject<HTMLDivElement | null>;
  layout: Layout;
  count: number;
}): void {
  const before = useRef(layout);
  // Before the paint, so that the new places are already gone to.
  useLayoutEffect(() => {
    const element = pane.current;
    if (before.current === layout || !element) return;
    const moved = [...layout.positions].some(([id, { x, y }]) => {
      const old = before.current.positions.get(id);
      return old && (old.x !== x || old.y !== y);
    });
    before.current = layout;
    if (!moved || count > MOST) return;
    element.setAttribute('data-gliding', '');
    const timer = setTimeout(() => element.removeAttribute('data-gliding'), GLIDE_MS + 20);
    return () => {
      clearTimeout(timer);
      element.removeAttribute('data-gliding');
    };
  }, [pane, layout, count]);
}
