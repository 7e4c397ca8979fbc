import type { Spot } from '../store/commands/legality.ts';

/** A spot of the drawing as the text of a `data-spot` attribute, so that a drag can find what lies under the pointer. */
export function spotKey(spot: Spot): string {
  if (spot.kind === 'edge') return `edge ${spot.edge}`;
  return spot.kind === 'port' ? `port ${spot.node} ${spot.port}` : 'free';
}

/** The spot of such a text; null where it names none. */
export function spotOf(key: string | null | undefined): Spot | null {
  const [kind, first, ...rest] = (key ?? '').split(' ');
  if (kind === 'edge' && first) return { kind: 'edge', edge: first };
  if (kind === 'port' && first && rest.length > 0) return { kind: 'port', node: first, port: rest.join(' ') };
  return null;
}

/** The spot under a place on the screen. */
export function spotAt(x: number, y: number): Spot | null {
  for (const element of document.elementsFromPoint(x, y)) {
    const found = element.closest('[data-spot]');
    if (found) return spotOf(found.getAttribute('data-spot'));
  }
  return null;
}
