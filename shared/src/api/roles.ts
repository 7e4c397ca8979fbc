/** What a member of a workspace may be, strongest first. */
export const ROLES = ['owner', 'admin', 'marketer', 'sales', 'developer', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

/** Whoever belongs to the workspace may look. */
export const MAY_READ: readonly Role[] = [...ROLES];
/** Draw, publish, pause and archive workflows. */
export const MAY_DRAW: readonly Role[] = ['owner', 'admin', 'marketer'];
/** Act on one lead or run: pause, skip, exit, enrol. */
export const MAY_OPERATE: readonly Role[] = ['owner', 'admin', 'marketer', 'sales'];
/** Send test events, act as a lead in the sandbox mailbox. */
export const MAY_TEST: readonly Role[] = ['owner', 'admin', 'marketer', 'developer'];
/** Write keys. */
export const MAY_CONNECT: readonly Role[] = ['owner', 'admin', 'developer'];
/** The workspace itself: sender, time zone, clock. */
export const MAY_GOVERN: readonly Role[] = ['owner', 'admin'];
