import { useMediaQuery } from '@mantine/hooks';

/** True below 768 px, where the outline stands in place of the canvas. */
export function useNarrow(): boolean {
  return useMediaQuery('(max-width: 767px)', window.matchMedia('(max-width: 767px)').matches);
}
