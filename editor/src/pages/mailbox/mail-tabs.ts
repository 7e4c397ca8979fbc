/** How a mail can be looked at. */
export const MAIL_TABS = ['rendered', 'text', 'source', 'headers'] as const;
export type MailTab = (typeof MAIL_TABS)[number];
