import type { Pause } from '@trellis/shared/api/pauses.ts';
import type { NodeOverlay, Overlay } from '../canvas/overlay.ts';

/** The overlay with paused steps marked: hatched tile, badge, and who paused them when in the second line. `except`: steps that say something stronger. */
export function withPaused(
  overlay: Overlay,
  pauses: readonly Pause[],
  said: (pause: Pause) => string,
  except: ReadonlySet<string> = new Set(),
): Overlay {
  const paused = pauses.filter(({ level, node }) => level === 'node' && node && !except.has(node.id));
  if (paused.length === 0) return overlay;
  const nodes = new Map<string, NodeOverlay>(overlay.nodes);
  for (const pause of paused) {
    const id = pause.node?.id;
    if (id) nodes.set(id, { ...nodes.get(id), state: 'paused', summary: said(pause) });
  }
  return { ...overlay, nodes };
}
