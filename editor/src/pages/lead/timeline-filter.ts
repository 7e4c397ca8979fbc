import type { TimelineEntry } from '@trellis/shared/api/timeline.ts';

const KINDS = ['event', 'step', 'send', 'near-miss', 'consent'] as const satisfies readonly TimelineEntry['kind'][];

/** What of a lead's timeline is shown: all, or one kind. */
export const TIMELINE_FILTERS = ['all', ...KINDS] as const;
export type TimelineFilter = (typeof TIMELINE_FILTERS)[number];
