import { TIMELINE_KINDS } from '@trellis/shared/api/timeline.ts';

/** What of a lead's timeline is shown: all, or one kind. */
export const TIMELINE_FILTERS = ['all', ...TIMELINE_KINDS] as const;
export type TimelineFilter = (typeof TIMELINE_FILTERS)[number];
