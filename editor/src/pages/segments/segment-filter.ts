import type { Segment } from '@trellis/shared/api/segments.ts';

/** Which segments the page shows, as they stand in the address. */
export const SEGMENT_FILTERS = ['all', 'rule', 'list'] as const;
export type SegmentShow = (typeof SEGMENT_FILTERS)[number];

export function filterSegments(
  segments: readonly Segment[],
  { show, search = '' }: { show: SegmentShow; search?: string | undefined },
): Segment[] {
  const wanted = search.trim().toLocaleLowerCase();
  return segments.filter(
    ({ condition, name }) =>
      (show === 'all' || (show === 'rule') === (condition !== null)) && name.toLocaleLowerCase().includes(wanted),
  );
}
