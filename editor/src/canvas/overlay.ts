/** What a mode lays over a step's card. Absent parts leave the card as in Edit. */
export interface NodeOverlay {
  /** passed, here: the run went or is here · not-taken: it did not · new, changed, gone: in the later of two versions. */
  state?: 'passed' | 'here' | 'not-taken' | 'paused' | 'new' | 'changed' | 'gone';
  /** Replaces the second line. */
  summary?: string;
  /** The tab on the top border: how many are here. */
  tab?: { count: number; word: string; tone: 'brand' | 'plain' };
  /** A number inside an end pill. */
  count?: number;
  /** When the run came, left of the card. */
  time?: { clock: string; day: string };
  /** Ports a run left by. */
  taken?: readonly string[];
}

/** What a mode lays over an edge. */
export interface EdgeOverlay {
  look: 'flow' | 'taken' | 'ahead' | 'not-taken' | 'new' | 'gone';
  /** Stroke width in px. */
  width?: number;
  /** Width in px at the target, where edges of a join grow together. */
  joined?: number;
  /** Stands in the pill: beside the port's name, or alone. */
  count?: string;
  /** Stands behind the count: how many did not come through. */
  loss?: string;
  /** Why this way was taken, behind the port's name. */
  reason?: string;
}

export interface Overlay {
  nodes: ReadonlyMap<string, NodeOverlay>;
  edges: ReadonlyMap<string, EdgeOverlay>;
}

export const NO_OVERLAY: Overlay = { nodes: new Map(), edges: new Map() };
