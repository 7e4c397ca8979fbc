import type { KeyboardEvent } from 'react';

interface Options {
  orientation: 'horizontal' | 'vertical';
  /** Called with the element that the arrow key reached, after it has the focus. */
  onMove?: (element: HTMLElement) => void;
}

/** Arrow keys, Home and End move the focus among the `data-roving` elements inside; one tab stop for the whole group. */
export function useRovingFocus({ orientation, onMove }: Options) {
  const keys = orientation === 'horizontal' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
  return {
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-roving]')];
      const at = items.indexOf(document.activeElement as HTMLElement); // activeElement is one of ours or not found
      if (at < 0) return;
      const target = targetIndex(event.key, keys, at, items.length);
      const element = target === undefined ? undefined : items[target];
      if (!element) return;
      event.preventDefault();
      element.focus();
      onMove?.(element);
    },
  };
}

function targetIndex(key: string, [back, forward]: string[], at: number, count: number): number | undefined {
  if (key === back) return (at - 1 + count) % count;
  if (key === forward) return (at + 1) % count;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return undefined;
}
