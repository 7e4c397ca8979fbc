import { DURATION_UNITS, type Duration, type DurationUnit, durationSchema, timeOfDaySchema } from './duration.ts';

export type ParsedDuration = { ok: true; duration: Duration } | { ok: false; code: string; message: string };

const UNIT_WORDS: Record<DurationUnit, readonly string[]> = {
  seconds: ['s', 'sec', 'secs', 'second', 'seconds'],
  minutes: ['m', 'min', 'mins', 'minute', 'minutes'],
  hours: ['h', 'hr', 'hrs', 'hour', 'hours'],
  days: ['d', 'day', 'days'],
  weeks: ['w', 'wk', 'week', 'weeks'],
  months: ['mo', 'month', 'months'],
};
const unitByWord = new Map(DURATION_UNITS.flatMap((unit) => UNIT_WORDS[unit].map((word) => [word, unit] as const)));

/** Seconds per unit, for adding up “1 d 5 h”; months don't add up. */
const SECONDS: Record<Exclude<DurationUnit, 'months'>, number> = {
  weeks: 604_800,
  days: 86_400,
  hours: 3_600,
  minutes: 60,
  seconds: 1,
};

/** No sensible duration is longer; the bound keeps every later step linear in something small. */
const MAX_TEXT = 60;

/**
 * Reads a duration as people type it: “3 days”, “4 h”, “1.5 h”, “1 d 5 h”, “2 weeks”, “3 calendar days at 9:00”,
 * “6 months” (on the calendar). Faults come back as data with what to try.
 */
export function parseDuration(text: string): ParsedDuration {
  const trimmed = text.length > MAX_TEXT ? '' : text.trim().toLowerCase();
  const { words, at } = splitTime(trimmed);
  const calendar = at !== undefined || words.includes('calendar');
  const parts = readParts(words.replace('calendar', ' '));
  if (!parts) return fault(text, 'Try “3 days” or “4 h”.');
  const total = addUp(parts);
  if (!total)
    return fault(
      text,
      'Months can’t be mixed with other units, and parts of a second can’t be waited. Try “3 days” or “4 h”.',
    );
  const mode = calendar || total.unit === 'months' ? 'calendar' : 'elapsed';
  const result = durationSchema.safeParse({ ...total, mode, ...(at === undefined ? {} : { at }) });
  if (result.success) return { ok: true, duration: result.data };
  const [issue] = result.error.issues;
  return fault(
    text,
    total.amount < 1 ? 'Use at least one second. Try “3 days” or “4 h”.' : (issue?.message ?? 'Try “3 days” or “4 h”.'),
  );
}

function fault(text: string, advice: string): ParsedDuration {
  const shown = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  const found = text.trim() === '' ? 'Found nothing' : `“${shown}” is not a time we can read`;
  return { ok: false, code: 'duration.unreadable', message: `${found}. ${advice}` };
}

function splitTime(text: string): { words: string; at?: string } {
  const [words = '', time, ...more] = text.split(' at ');
  if (time === undefined || more.length > 0) return { words: text };
  const padded = /^\d:\d\d$/.test(time.trim()) ? `0${time.trim()}` : time.trim();
  return timeOfDaySchema.safeParse(padded).success ? { words, at: padded } : { words: text };
}

const PART = /(\d{1,12}(?:\.\d{1,6})?)\s*([a-z]{1,8})/y;

function readParts(words: string): { amount: number; unit: DurationUnit }[] | undefined {
  const compact = words.replaceAll(/,|\band\b/g, ' ').trim();
  const parts: { amount: number; unit: DurationUnit }[] = [];
  const pattern = new RegExp(PART);
  let at = 0;
  while (at < compact.length) {
    pattern.lastIndex = at;
    const match = pattern.exec(compact);
    const unit = match && unitByWord.get(match[2] ?? '');
    if (!match || !unit || parts.some((part) => part.unit === unit)) return undefined;
    parts.push({ amount: Number(match[1]), unit });
    at = pattern.lastIndex;
    while (compact[at] === ' ') at += 1;
  }
  return parts.length > 0 ? parts : undefined;
}

/** One amount in the unit that was typed, or in the largest that holds the sum exactly: 1 d 5 h are 29 hours. */
function addUp(parts: { amount: number; unit: DurationUnit }[]): { amount: number; unit: DurationUnit } | undefined {
  const [only] = parts;
  if (only && parts.length === 1 && Number.isInteger(only.amount)) return only;
  let seconds = 0;
  for (const { amount, unit } of parts) {
    if (unit === 'months') return undefined;
    seconds += amount * SECONDS[unit];
  }
  // 0.1 h is 360.00000000000006 s in floating point.
  const whole = Math.round(seconds);
  if (Math.abs(seconds - whole) > 1e-6) return undefined;
  const unit =
    (['days', 'hours', 'minutes', 'seconds'] as const).find((name) => whole % SECONDS[name] === 0) ?? 'seconds';
  return { amount: whole / SECONDS[unit], unit };
}

/** A duration as it was meant: “3 days”, “1 hour”, “2 calendar days at 09:00”, “6 months”. What it gives, `parseDuration` reads back. */
export function durationWords({ amount, unit, mode, at }: Duration): string {
  const words = amount === 1 ? unit.slice(0, -1) : unit;
  const calendar = mode === 'calendar' && unit !== 'months' ? 'calendar ' : '';
  return `${amount} ${calendar}${words}${at === undefined ? '' : ` at ${at}`}`;
}

const SHORT: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
];

/** A length of time in its two largest units: “1 d 5 h”, “22 h 34 min”, “45 s”, “0 s”; the rest is cut off, as a clock does. */
export function lengthWords(ms: number): string {
  const first = SHORT.findIndex(([, size]) => Math.abs(ms) >= size);
  if (first === -1) return '0 s';
  let rest = Math.abs(ms);
  const parts: string[] = [];
  for (const [name, size] of SHORT.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return (ms < 0 ? '−' : '') + parts.join(' ');
}
