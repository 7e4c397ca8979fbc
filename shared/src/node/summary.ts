import { parseCondition } from '../condition/parse.ts';
import { type ConditionNames, sentence } from '../condition/sentence.ts';
import { durationSchema } from '../schedule/duration.ts';
import { durationWords } from '../schedule/duration-words.ts';
import { windowSchema, windowWords } from '../schedule/window.ts';
import { holds, isSet, valueAt } from './when.ts';

/** Longest text of one value; the card cuts the line to its own width. */
const MAX_VALUE = 80;
/** Entries of a list that are named; the rest is counted. */
const MAX_ENTRIES = 3;

/**
 * A node's config in one line, for cards, lists and timelines; never throws, however unfinished the config. In the template stand
 *   `{field}` or `{field|format}`  the value in words; where it is missing, that it is not set yet
 *   `[when: text]`                 text, with its fields, only where the config meets `when` (see when.ts)
 * A line that begins with words of the template begins with a capital.
 * Formats: text (default), duration, window, event, condition, quote, date, host, `list` or `list:label` (a field of its entries),
 * `count:change` (a noun), percent (of entries with `percent`).
 *
 * @example summarize('{event|event}[giveUpAfter: within {giveUpAfter|duration}]', config) // “email.clicked within 3 days”
 */
export function summarize(template: string, config: Record<string, unknown>, names: ConditionNames = {}): string {
  const chosen = template.replaceAll(/\[([^:[\]]+):([^[\]]*)\]/g, (_, when: string, text: string) =>
    holds(when, config) ? text : '',
  );
  const line = chosen.replaceAll(
    /\{([^|{}]+)(?:\|([a-z]+)(?::([^{}]+))?)?\}/g,
    (_, path: string, format = 'text', argument?: string) => {
      const { unset, words } = FORMATS[format as keyof typeof FORMATS] ?? FORMATS.text;
      return cut(words(valueAt(config, path), names, argument) ?? unset);
    },
  );
  const tidy = line
    .trim()
    .replace(/[,;·]$/, '')
    .trim();
  if (tidy === '') return 'Not set up yet';
  return chosen.trimStart().startsWith('{') ? tidy : capitalised(tidy);
}

interface Format {
  /** Said where the value is missing or makes no sense. */
  unset: string;
  words(value: unknown, names: ConditionNames, argument?: string): string | undefined;
}

const FORMATS = {
  text: { unset: 'Not set yet', words: (value) => scalar(value) },
  quote: { unset: 'Not written yet', words: (value) => (scalar(value) ? `“${cut(scalar(value) ?? '')}”` : undefined) },
  duration: {
    unset: 'Time not set yet',
    words: (value) => {
      const parsed = durationSchema.safeParse(value);
      return parsed.success ? durationWords(parsed.data) : undefined;
    },
  },
  window: {
    unset: 'Hours not set yet',
    words: (value) => {
      const parsed = windowSchema.safeParse(value);
      return parsed.success ? windowWords(parsed.data) : undefined;
    },
  },
  event: {
    unset: 'Event not set yet',
    words: (value, names) => {
      const name = scalar(value);
      return name && (names.event?.(name) ?? name);
    },
  },
  condition: {
    unset: 'Condition not set yet',
    words: (value, names) => {
      const parsed = parseCondition(value);
      return parsed.ok ? capitalised(sentence(parsed.condition, names)) || 'Always' : undefined;
    },
  },
  date: { unset: 'Date not set yet', words: (value) => dateWords(scalar(value)) },
  host: { unset: 'Address not set yet', words: (value) => /^https?:\/\/([^/?#\s]+)/i.exec(scalar(value) ?? '')?.[1] },
  list: { unset: 'Nothing chosen yet', words: (value, _, field) => joined(entries(value, field)) },
  count: {
    unset: 'Nothing yet',
    words: (value, _, noun = 'entry') => {
      const count = Array.isArray(value) ? value.length : 0;
      return count > 0 ? `${count} ${noun}${count === 1 ? '' : 's'}` : undefined;
    },
  },
  percent: {
    unset: 'Shares not set yet',
    words: (value) => {
      const shares = entries(value, 'percent');
      return shares.length > 0 ? `${shares.join(' / ')} %` : undefined;
    },
  },
} satisfies Record<string, Format>;

function scalar(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && isSet(value) ? value.trim() : undefined;
}

function entries(value: unknown, field: string | undefined): string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    const inner =
      field && typeof entry === 'object' && entry !== null ? valueAt(entry as Record<string, unknown>, field) : entry;
    return scalar(inner) ?? [];
  });
}

function joined(words: string[]): string | undefined {
  const rest = words.length - MAX_ENTRIES;
  return words.length === 0 ? undefined : words.slice(0, MAX_ENTRIES).join(', ') + (rest > 0 ? ` + ${rest}` : '');
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

function dateWords(text: string | undefined): string | undefined {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(text ?? '') ?? [];
  const name = MONTHS[Number(month) - 1];
  return name && `${Number(day)} ${name} ${year}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  if (line.length <= MAX_VALUE) return line;
  // Not between the halves of a surrogate pair.
  return `${line.slice(0, MAX_VALUE - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
