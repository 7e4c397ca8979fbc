import type { Position } from '@trellis/shared/graph/graph.ts';
import type { Box } from './fit.ts';

/** How near, in canvas px, two edges or middles must be to snap. */
const NEAR = 6;

export interface Alignment {
  /** Where the dragged card goes: on the line where one is near. */
  position: Position;
  /** x of the vertical and y of the horizontal guide, in canvas px; null where nothing is near. */
  x: number | null;
  y: number | null;
}

/** Snaps a dragged card to the left, middle and right (top, middle and bottom) of the other cards. */
export function align(dragged: Box, others: readonly Box[]): Alignment {
  const x = nearest(
    lines(dragged.x, dragged.width),
    others.map((box) => lines(box.x, box.width)),
  );
  const y = nearest(
    lines(dragged.y, dragged.height),
    others.map((box) => lines(box.y, box.height)),
  );
  return {
    position: { x: dragged.x + (x?.by ?? 0), y: dragged.y + (y?.by ?? 0) },
    x: x?.at ?? null,
    y: y?.at ?? null,
  };
}

function lines(start: number, size: number): [number, number, number] {
  return [start, start + size / 2, start + size];
}

/** The smallest shift that puts one of `own` on the same of one of `others`: middles on middles, starts on starts. */
function nearest(own: readonly number[], others: readonly (readonly number[])[]): { at: number; by: number } | null {
  let best: { at: number; by: number } | null = null;
  for (const other of others) {
    for (const [index, line] of other.entries()) {
      const by = line - (own[index] ?? Number.POSITIVE_INFINITY);
      if (Math.abs(by) <= NEAR && (!best || Math.abs(by) < Math.abs(best.by))) best = { at: line, by };
    }
  }
  return best;
}
