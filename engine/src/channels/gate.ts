/**
 * What the ledger answers at the last moment before a message leaves: `open` means the row is committed as
 * `transmitting`, closed means it was withheld. A rejected promise means that nobody knows, so nothing is sent.
 */
export type GateAnswer = { open: true } | { open: false; reason: string };

/**
 * Asked once per attempt, just before the first byte. It must bound its own time: a channel waits for the answer even
 * when the connection is gone meanwhile, because only the answer tells whether the row says `transmitting`.
 */
export type Gate = () => Promise<GateAnswer>;
