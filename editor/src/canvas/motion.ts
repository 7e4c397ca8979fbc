/** A length of movement in ms; 0 for readers who asked for less motion. */
export function motionMs(ms: number): number {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : ms;
}
