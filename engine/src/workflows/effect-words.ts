import type { SettingChange } from '@trellis/shared/compiler/changes/change.ts';
import { lengthWords } from '@trellis/shared/schedule/duration-words.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Later steps and rules that are named; the rest is counted. */
const NAMED = 2;

/** What is known of the runs at one node before they are moved. */
export interface CohortFacts {
  leads: number;
  /** Their node is not in the new version; `target`: the name of the one where they go on. */
  gone: boolean;
  target: string | null;
  /** Their node sends a message. */
  sends: boolean;
  settings: readonly SettingChange[];
  /** How long the wait is, ms, where it is the same for all; `to` null: no longer limited. */
  length?: { from: number | null; to: number | null };
  /** How many come due by the move; `atLeast`: only some were looked at. */
  due: number;
  atLeast?: boolean;
  /** The wait has other ends than its time: when that is over it has timed out. */
  timesOut: boolean;
  spreadMinutes: number;
  /** Names of later steps that are new or set otherwise, and of rules that hold for them too. */
  later: readonly string[];
  rules: readonly string[];
}

/** What would become of the runs if they were moved, as a sentence without a full stop. */
export function effectWords(facts: CohortFacts): string {
  const { gone, target, later, rules } = facts;
  if (gone && target === null)
    return 'Their step is gone and nothing that followed it is left: choose where they go on';
  if (gone) return `Their step is gone: they go on at “${target}”${spreadWords(facts)}`;
  const here = hereWords(facts);
  const parts = [
    ...(here ? [here] : []),
    ...(later.length > 0 ? [`later ${listed(later)} ${later.length > 1 ? 'are' : 'is'} new or different`] : []),
    ...(rules.length > 0 ? [`${listed(rules)} ${rules.length > 1 ? 'hold' : 'holds'} for them too`] : []),
  ];
  const text = parts.join('; ');
  return text ? text.charAt(0).toUpperCase() + text.slice(1) : 'Nothing changes for them';
}

/** What the change of the node itself means; undefined where it means nothing. */
function hereWords(facts: CohortFacts): string | undefined {
  const { settings, leads, sends, length, due, atLeast, timesOut } = facts;
  if (settings.length === 0) return undefined;
  if (sends) return `${leads} get the new ${settings.map(({ label }) => label.toLowerCase()).join(' and ')}`;
  if (due > 0) {
    const count = atLeast ? `at least ${due}` : `${due}`;
    const waited = length?.to ? ` ${due === 1 ? 'has' : 'have'} waited over ${span(length.to)}:` : '';
    const they = due === 1 ? (timesOut ? 'times out' : 'goes on') : timesOut ? 'time out' : 'go on';
    const who = waited ? `${due === 1 ? ' it' : ' they'} ${they}` : ` ${they}`;
    return `${count}${waited}${who} at once${spreadWords(facts)}`;
  }
  if (length && length.from !== length.to) {
    if (length.to === null) return 'they wait without a limit';
    return length.from === null
      ? `they wait ${span(length.to)} at most`
      : `they wait ${span(length.to)} instead of ${span(length.from)}`;
  }
  const hours = settings.flatMap(({ from, to }) => opening(from, to) ?? [])[0];
  if (hours) return `may wake at ${hours.to} instead of ${hours.from}`;
  const [first, ...others] = settings;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  return `their step is set anew: ${first?.label ?? ''}${more}`;
}

/** The beginning of hours told as “Mon–Fri, 9–17”, where only that differs. */
function opening(from: string | null, to: string | null): { from: string; to: string } | undefined {
  const read = (text: string | null) => /^(.*)\b(\d{1,2}(?::\d{2})?)–\d{1,2}(?::\d{2})?(?!.*\d–)/.exec(text ?? '');
  const [a, b] = [read(from), read(to)];
  if (!a?.[2] || !b?.[2] || a[1] !== b[1] || a[2] === b[2]) return undefined;
  return { from: a[2], to: b[2] };
}

function spreadWords({ due, leads, gone, spreadMinutes }: CohortFacts): string {
  return (gone ? leads : due) > 1 && spreadMinutes > 0 ? `, spread over ${lengthWords(spreadMinutes * MINUTE)}` : '';
}

/** A length of time in one unit where that is exact: “3 days”, “36 hours”. */
function span(ms: number): string {
  for (const [unit, size] of [
    ['day', DAY],
    ['hour', HOUR],
    ['minute', MINUTE],
  ] as const) {
    const count = ms / size;
    if (Number.isInteger(count) && (unit !== 'hour' || count < 48)) return `${count} ${unit}${count === 1 ? '' : 's'}`;
  }
  return lengthWords(ms);
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).map((name) => `“${name}”`);
  const rest = names.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(' and ');
}
