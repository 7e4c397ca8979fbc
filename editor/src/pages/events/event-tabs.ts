/** What the events page shows. */
export const EVENT_TABS = ['received', 'missed', 'rejected'] as const;
export type EventTab = (typeof EVENT_TABS)[number];
