const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS = [
  { name: 'day', ms: DAY },
  { name: 'hour', ms: HOUR },
  { name: 'minute', ms: MINUTE },
] as const;

/**
 * A span of ms in its two largest units, “3 days 2 hours”. Down: no more than it is; up: no less. Below a minute it is “1 minute” up and “less than
 * a minute” down.
 */
export function spanWords(ms: number, round: 'up' | 'down'): string {
  const largest = UNITS.findIndex((unit) => ms >= unit.ms);
  const first = largest === -1 ? UNITS.length - 1 : largest;
  const shown = UNITS.slice(first, first + 2);
  const finest = shown.at(-1)?.ms ?? MINUTE;
  let left = (round === 'up' ? Math.ceil(ms / finest) : Math.floor(ms / finest)) * finest;
  if (left === 0) return round === 'up' ? '1 minute' : 'less than a minute';
  // 23 hours 59.5 minutes are a day where they are rounded up.
  const units = UNITS[first - 1] && left >= (UNITS[first - 1]?.ms ?? 0) ? UNITS.slice(first - 1, first + 1) : shown;
  const words: string[] = [];
  for (const unit of units) {
    const amount = Math.floor(left / unit.ms);
    left -= amount * unit.ms;
    if (amount > 0) words.push(`${amount} ${unit.name}${amount === 1 ? '' : 's'}`);
  }
  return words.join(' ');
}
