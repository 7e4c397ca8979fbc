/** Where a channel writes what it did: a pino logger fits. Fields hold codes and counts, never addresses or foreign text. */
export interface ChannelLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** A log that keeps nothing, for callers that don't care. */
export const silentLog: ChannelLog = { info: () => {}, warn: () => {} };
