/** Which causes the page shows, as they stand in the address. */
export const ATTENTION_FILTERS = ['open', 'failing', 'stuck', 'solved'] as const;
export type AttentionFilter = (typeof ATTENTION_FILTERS)[number];
