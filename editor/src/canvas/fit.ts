/** A rectangle in px. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Viewport {
  x: number;
  y: number;
  zoom: number;
}

/** Smallest and largest zoom of the canvas. */
export const ZOOM = { min: 0.1, max: 2 } as const;
/** Between cards and the edge of the pane, px. */
const MARGIN = 44;
/** Fitting never enlarges. */
const MAX_FIT = 1;

/**
 * The viewport that shows all cards as large as possible without a floating panel lying over one of them. Cards are in
 * canvas px, panels in px of the pane.
 */
export function fitViewport(
  cards: readonly Box[],
  pane: { width: number; height: number },
  panels: readonly Box[],
): Viewport {
  const bounds = boundsOf(cards);
  if (!bounds) return { x: pane.width / 2 - 116, y: 72, zoom: 1 };
  const left = Math.max(0, ...panels.filter((panel) => panel.x < pane.width / 2).map((panel) => panel.x + panel.width));
  const top = Math.max(
    0,
    ...panels.filter((panel) => panel.y < pane.height / 2).map((panel) => panel.y + panel.height),
  );
  const rooms: Box[] = [
    { x: 0, y: 0, width: pane.width, height: pane.height },
    { x: left, y: 0, width: pane.width - left, height: pane.height },
    { x: 0, y: top, width: pane.width, height: pane.height - top },
  ];
  const views = rooms.filter((room) => room.width > 240 && room.height > 160).map((room) => into(bounds, room));
  const free = views.filter(
    (view) => !cards.some((card) => panels.some((panel) => overlaps(onScreen(card, view), panel))),
  );
  const best = (list: readonly Viewport[]) =>
    list.reduce<Viewport | undefined>((a, b) => (a && a.zoom >= b.zoom ? a : b), undefined);
  return best(free) ?? views[1] ?? into(bounds, { x: 0, y: 0, ...pane });
}

/** How a workflow is first shown: fitted where cards stay readable, else from its beginning at a readable size. */
export function firstViewport(
  cards: readonly Box[],
  first: Box | undefined,
  pane: { width: number; height: number },
  panels: readonly Box[],
): Viewport {
  const fitted = fitViewport(cards, pane, panels);
  const readable = 0.72;
  if (fitted.zoom >= readable || !first) return fitted;
  const zoom = 0.86;
  return { zoom, x: pane.width / 2 - (first.x + first.width / 2) * zoom, y: MARGIN - first.y * zoom };
}

/** True where every card lies inside the pane. */
export function allVisible(cards: readonly Box[], pane: { width: number; height: number }, view: Viewport): boolean {
  return cards.every((card) => {
    const box = onScreen(card, view);
    return box.x >= 0 && box.y >= 0 && box.x + box.width <= pane.width && box.y + box.height <= pane.height;
  });
}

function into(bounds: Box, room: Box): Viewport {
  const zoom = Math.max(
    ZOOM.min,
    Math.min(MAX_FIT, (room.width - 2 * MARGIN) / bounds.width, (room.height - 2 * MARGIN) / bounds.height),
  );
  return {
    zoom,
    x: room.x + (room.width - bounds.width * zoom) / 2 - bounds.x * zoom,
    y: room.y + (room.height - bounds.height * zoom) / 2 - bounds.y * zoom,
  };
}

function onScreen(box: Box, { x, y, zoom }: Viewport): Box {
  return { x: box.x * zoom + x, y: box.y * zoom + y, width: box.width * zoom, height: box.height * zoom };
}

function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function boundsOf(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}
