import { parseCondition } from '../condition/parse.ts';
import { type ConditionNames, fieldWords, sentence } from '../condition/sentence.ts';
import { cronWords } from '../schedule/cron-words.ts';
import { durationSchema } from '../schedule/duration.ts';
import { durationWords } from '../schedule/duration-words.ts';
import { windowSchema, windowWords } from '../schedule/window.ts';
import { holds, isSet, valueAt } from './when.ts';

/** Longest text of one value; the card cuts the line to its own width. */
const MAX_VALUE = 80;
/** Entries of a list that are named; the rest is counted. */
const MAX_ENTRIES = 3;
/** A list names fewer entries rather than fill more of a card's line (28 characters) than this. */
const LIST_ROOM = 24;

/** What a field may name by an id that nobody can read. */
export type NamedThing = 'workflow' | 'segment' | 'person' | 'form' | 'step';

/** How a workspace calls what configs name. */
export interface SummaryNames extends ConditionNames {
  /** The name behind an id; null: there is no such thing. Undefined, or left out: not known here. */
  thing?(kind: NamedThing, id: string): string | null | undefined;
}

/**
 * A node's config in one line, for cards, lists and timelines; never throws, however unfinished the config. In the template stand
 *   `{field}` or `{field|format}`  the value in words; where it is missing, that it is not set yet
 *   `[when: text]`                 text, with its fields, only where the config meets `when` (see when.ts)
 * A line that begins with words of the template begins with a capital.
 * Formats: text (default), duration, window, event, field, condition, quote, date (with its time, if it has one), cron, host, `list` or `list:label`
 * (a field of its entries), `count:change` (a noun), percent (of entries with `percent`), and what is named by its id: workflow, segment, person, form,
 * step.
 *
 * @example summarize('{event|event}[giveUpAfter: within {giveUpAfter|duration}]', config) // “email.clicked within 3 days”
 */
export function summarize(template: string, config: Record<string, unknown>, names: SummaryNames = {}): string {
  const chosen = template.replaceAll(/\[([^:[\]]+):([^[\]]*)\]/g, (_, when: string, text: string) =>
    holds(when, config) ? text : '',
  );
  const line = chosen.replaceAll(
    /\{([^|{}]+)(?:\|([a-z]+)(?::([^{}]+))?)?\}/g,
    (_, path: string, format: string | undefined, argument: string | undefined, offset: number) => {
      const { unset, words } = FORMATS[(format ?? 'text') as keyof typeof FORMATS] ?? FORMATS.text;
      return cut(words(valueAt(config, path), names, argument, offset === 0) ?? unset);
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
  /** `first`: the line begins with it. */
  words(value: unknown, names: SummaryNames, argument: string | undefined, first: boolean): string | undefined;
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
  field: {
    unset: 'Field not set yet',
    words: (value, names) => {
      const name = scalar(value);
      return name && fieldWords(name, names);
    },
  },
  cron: { unset: 'Times not set yet', words: (value) => cronWords(scalar(value) ?? '') },
  workflow: thing('workflow', 'Workflow not chosen yet', 'another workflow'),
  segment: thing('segment', 'Segment not chosen yet', 'a segment'),
  person: thing('person', 'Anybody', 'a person'),
  form: thing('form', 'Form not chosen yet', 'a form'),
  step: thing('step', 'Step not chosen yet', 'a step'),
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

/** Its name; in words what it is where nobody knows the name here, and that it is gone where it is. */
function thing(kind: NamedThing, unset: string, some: string): Format {
  return {
    unset,
    words: (value, names, _, first) => {
      const id = scalar(value);
      if (!id) return undefined;
      const name = names.thing?.(kind, id);
      if (name) return name;
      const words = name === null ? `a ${kind} that is gone` : some;
      return first ? capitalised(words) : words;
    },
  };
}

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
  if (words.length === 0) return undefined;
  let shown = Math.min(words.length, MAX_ENTRIES);
  while (shown > 1 && words.slice(0, shown).join(', ').length > LIST_ROOM) shown -= 1;
  const rest = words.length - shown;
  return words.slice(0, shown).join(', ') + (rest > 0 ? ` + ${rest}` : '');
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

function dateWords(text: string | undefined): string | undefined {
  const [, year, month, day, time] = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2}))?/.exec(text ?? '') ?? [];
  const name = MONTHS[Number(month) - 1];
  return name && `${Number(day)} ${name} ${year}${time ? `, ${time}` : ''}`;
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
