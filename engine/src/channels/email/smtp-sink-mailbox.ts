/** Keys remembered; beyond it the oldest are forgotten and `forgotten` says how many. */
const MOST_KEYS = 500_000;
/** Of a message only this much is searched for headers. */
const HEADERS_WITHIN = 64_000;

export interface SinkMessage {
  /** The id the sink's 250 line names. */
  id: string;
  /** X-Trellis-Send where present, else Message-ID. */
  key: string;
  recipient: string;
  /** The message as sent, dots unstuffed; latin1, one character per byte. */
  raw: string;
  /** Whether the server kept it; a refused or dropped one was only seen. */
  taken: boolean;
  receivedAt: number;
}

export interface SinkMailbox {
  /** The last messages, oldest first. */
  readonly messages: readonly SinkMessage[];
  /** Messages whose final dot arrived and that were kept. */
  readonly taken: number;
  /** Messages whose final dot arrived. */
  readonly seen: number;
  /** How often a 354 was given. */
  readonly invited: number;
  /** Keys no longer remembered. */
  readonly forgotten: number;
  /** How often a message with this key was kept. */
  count(key: string): number;
  /** Every remembered key with its count of kept messages. */
  counts(): IterableIterator<[string, number]>;
  /** The keys kept more than once: must be empty. */
  doubles(): string[];
  clear(): void;
  invite(): void;
  receive(message: { raw: string; recipient: string; taken: boolean }): string;
}

/** Counts messages by key within fixed bounds of memory and keeps the last few whole. */
export function createSinkMailbox({ keep }: { keep: number }): SinkMailbox {
  const counts = new Map<string, number>();
  let messages: SinkMessage[] = [];
  const totals = { seen: 0, taken: 0, invited: 0, forgotten: 0, ids: 0 };

  const remember = (key: string) => {
    counts.set(key, (counts.get(key) ?? 0) + 1);
    if (counts.size <= MOST_KEYS) return;
    for (const oldest of counts.keys()) {
      counts.delete(oldest);
      totals.forgotten++;
      break;
    }
  };

  return {
    get messages() {
      return messages;
    },
    get taken() {
      return totals.taken;
    },
    get seen() {
      return totals.seen;
    },
    get invited() {
      return totals.invited;
    },
    get forgotten() {
      return totals.forgotten;
    },
    count: (key) => counts.get(key) ?? 0,
    counts: () => counts.entries(),
    doubles: () => [...counts].filter(([, count]) => count > 1).map(([key]) => key),
    clear() {
      counts.clear();
      messages = [];
      Object.assign(totals, { seen: 0, taken: 0, invited: 0, forgotten: 0 });
    },
    invite() {
      totals.invited++;
    },
    receive({ raw, recipient, taken }) {
      const id = `SINK${(++totals.ids).toString().padStart(8, '0')}`;
      const key = sinkHeader(raw, 'X-Trellis-Send') ?? sinkHeader(raw, 'Message-ID') ?? '(no key)';
      totals.seen++;
      if (taken) {
        totals.taken++;
        remember(key);
      }
      messages.push({ id, key, recipient, raw, taken, receivedAt: Date.now() });
      if (messages.length > keep) messages.shift();
      return id;
    },
  };
}

/** The value of one header of a raw message, unfolded; undefined when it isn't there. */
export function sinkHeader(raw: string, name: string): string | undefined {
  const end = raw.slice(0, HEADERS_WITHIN).indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end < 0 ? HEADERS_WITHIN : end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const prefix = `${name.toLowerCase()}:`;
  return lines
    .find((line) => line.toLowerCase().startsWith(prefix))
    ?.slice(prefix.length)
    .trim();
}
