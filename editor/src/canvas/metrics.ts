import type { Graph } from '@trellis/shared/graph/graph.ts';

/** Card sizes in px, the same in every mode and at every zoom. */
export const CARD = { width: 232, height: 56 } as const;
export const END_PILL = { width: 132, height: 36 } as const;

/**
 * Sizes along the two axes, in px. `main` is the axis that the flow follows, `cross` the one that branches spread over: top-down, main is y.
 */
export interface Metrics {
  card: { main: number; cross: number };
  end: { main: number; cross: number };
  /** Between two branches side by side; a card and this make the pitch of 248 px. */
  between: number;
  /** Between a card and the next one. */
  row: number;
  /** Under a card with several ports, where the names of the ports stand. */
  split: number;
  /** Above a card where branches meet again. */
  join: number;
  /** Half the room kept for a port without a card of its own: an open one, or one leading straight to a join. */
  laneHalf: number;
  /** How far such a port reaches: its name and its plus. */
  laneLength: number;
  /** From a card to the turn of the edges that leave it. */
  turnAfter: number;
  /** From the turn of the edges that meet to the card. */
  turnBefore: number;
  /** From a port to the middle of its name. */
  label: number;
  /** From the middle of the name to the plus. */
  labelToPlus: number;
  /** Between a block and the line that goes back up beside it, and between two such lines. */
  loop: number;
}

const DOWN: Metrics = {
  card: { main: CARD.height, cross: CARD.width },
  end: { main: END_PILL.height, cross: END_PILL.width },
  between: 16,
  row: 48,
  split: 92,
  join: 74,
  laneHalf: 58,
  laneLength: 50,
  turnAfter: 24,
  turnBefore: 28,
  label: 46,
  labelToPlus: 28,
  loop: 28,
};

const RIGHT: Metrics = {
  card: { main: CARD.width, cross: CARD.height },
  end: { main: END_PILL.width, cross: END_PILL.height },
  between: 48,
  row: 64,
  split: 184,
  join: 88,
  laneHalf: 20,
  laneLength: 136,
  turnAfter: 24,
  turnBefore: 28,
  label: 88,
  labelToPlus: 66,
  loop: 28,
};

export function metricsOf(direction: Graph['direction']): Metrics {
  return direction === 'down' ? DOWN : RIGHT;
}

/** Where the ports of a card stand on its border, as offsets from the card's middle in px: one centred, two at ±40, three at ±60, more over 200. */
export function portOffsets(count: number, direction: Graph['direction']): number[] {
  if (count === 0) return [];
  const spread = direction === 'down' ? [0, 80, 120, 200] : [0, 20, 28, 40];
  const width = spread[Math.min(count, 4) - 1] ?? 0;
  if (count === 1) return [0];
  return Array.from({ length: count }, (_, index) => -width / 2 + (width / (count - 1)) * index);
}
