const MINUTE = 60_000;
/** So that many callers cannot fill the memory: above it, nobody new is counted within the minute. */
const MOST = 100_000;

export interface MinuteCounts {
  /** Counts one more of a name in this minute of the clock; answers how many there were, this one included. */
  add(name: string): number;
  /** How many there were in this minute. */
  count(name: string): number;
}

/** Counts by name within each minute of the clock; at a new minute all begin anew. */
export function createMinuteCounts(now = Date.now): MinuteCounts {
  let minute = -1;
  let counts = new Map<string, number>();
  const present = () => {
    const at = Math.floor(now() / MINUTE);
    if (at !== minute) {
      minute = at;
      counts = new Map();
    }
    return counts;
  };
  return {
    add(name) {
      const here = present();
      const count = (here.get(name) ?? 0) + 1;
      if (count > 1 || here.size < MOST) here.set(name, count);
      return count;
    },
    count: (name) => present().get(name) ?? 0,
  };
}
