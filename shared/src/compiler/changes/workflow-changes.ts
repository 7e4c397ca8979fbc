import type { ReEntry, WorkflowSettings } from '../../graph/graph.ts';
import { settingsSchema } from '../../graph/settings-schema.ts';
import { canonicalJson } from '../../plan/canonical.ts';
import type { ChangeNames, SettingChange, VersionChange } from './change.ts';
import { type FieldSchema, keyWords, quoted, valueWords } from './value-words.ts';

/** What is different in the settings of the whole workflow. */
export function workflowChanges(from: WorkflowSettings, to: WorkflowSettings, names: ChangeNames): VersionChange[] {
  const { exitRules: rulesBefore = [], ...before } = from;
  const { exitRules: rulesAfter = [], ...after } = to;
  const keys = [...new Set([...Object.keys(TOLD), ...Object.keys(before), ...Object.keys(after)])];
  const values = (settings: object) => settings as Record<string, unknown>;
  return [
    ...ruleChanges(rulesBefore, rulesAfter, names),
    ...keys.flatMap((key) => {
      const [a, b] = [values(before)[key], values(after)[key]];
      if (canonicalJson(a) === canonicalJson(b)) return [];
      return settingChange(key, a, b, names);
    }),
  ];
}

type Rule = NonNullable<WorkflowSettings['exitRules']>[number];

function ruleChanges(from: readonly Rule[], to: readonly Rule[], names: ChangeNames): VersionChange[] {
  const before = new Map(from.map((rule) => [rule.id, rule]));
  const after = new Set(to.map(({ id }) => id));
  const line = (kind: VersionChange['kind'], name: string, text: string, settings: SettingChange[] = []) => ({
    kind,
    nodeId: null,
    type: null,
    name,
    settings,
    text,
  });
  return [
    ...to.flatMap((rule) => {
      const former = before.get(rule.id);
      if (!former) return [line('new', rule.name, 'is a new rule for every run')];
      const settings = ruleSettings(former, rule, names);
      return settings.length === 0 ? [] : [line('changed', rule.name, '', settings)];
    }),
    ...from
      .filter(({ id }) => !after.has(id))
      .map(({ name }) => line('gone', name, 'is no longer a rule: runs stay in')),
  ];
}

function ruleSettings(from: Rule, to: Rule, names: ChangeNames): SettingChange[] {
  const event = (value: string) => valueWords(value, { widget: 'event' }, names);
  const filter = (value: unknown) => valueWords(value, { widget: 'condition' }, names);
  return [
    { label: 'Name', from: quoted(from.name), to: quoted(to.name) },
    { label: 'When this happens', from: event(from.event), to: event(to.event) },
    { label: 'Only when', from: filter(from.filter), to: filter(to.filter) },
  ].filter((one) => one.from !== one.to);
}

/** How a setting is told where its form alone does not say it. */
interface Told {
  name?: string;
  words?(value: never): string | null;
  /** A condition reads as a line of its own when it comes or goes. */
  sentence?: true;
}

const count = (amount: number, unit: string) => `${amount} ${unit}${amount === 1 ? '' : 's'}`;

const TOLD: Record<string, Told> = {
  entryFilter: { name: 'Entry filter', sentence: true },
  guard: { name: 'Condition to stay', sentence: true },
  reEntry: { words: (value: ReEntry) => reEntryWords(value) },
  reEntryKey: { words: (value: string) => value },
  entryCap: {
    words: ({ perHour, perDay, over }: { perHour?: number; perDay?: number; over?: string }) =>
      [
        ...(perHour === undefined ? [] : [`${perHour} an hour`]),
        ...(perDay === undefined ? [] : [`${perDay} a day`]),
        over === 'drop' ? 'the rest is turned away' : 'the rest waits',
      ].join(', '),
  },
  coalesceMinutes: { words: (value: number) => count(value, 'minute') },
  maxTriggerAgeHours: { words: (value: number) => count(value, 'hour') },
  timeZone: { words: (value: string) => value.replaceAll('_', ' ') },
};

function settingChange(key: string, from: unknown, to: unknown, names: ChangeNames): VersionChange[] {
  const told = Object.hasOwn(TOLD, key) ? TOLD[key] : undefined;
  // The words of a setting are asked for values of that setting only; an unfinished draft may hold anything.
  const field = fieldOf(key);
  const words = (value: unknown): string | null =>
    value === undefined || value === null
      ? null
      : told?.words
        ? told.words(value as never)
        : valueWords(value, { widget: 'setting', ...field }, names);
  const name = told?.name ?? (typeof field.title === 'string' ? field.title : keyWords(key));
  const [a, b] = [words(from), words(to)];
  if (a === b) return [];
  const base = { nodeId: null, type: null, name };
  if (told?.sentence && b === null) return [{ ...base, kind: 'gone', settings: [], text: `“${a}” is gone` }];
  if (told?.sentence && a === null) return [{ ...base, kind: 'new', settings: [], text: `“${b}” is new` }];
  return [{ ...base, kind: 'changed', settings: [{ label: name, from: a, to: b }], text: '' }];
}

function reEntryWords(reEntry: ReEntry): string {
  switch (reEntry.mode) {
    case 'never':
      return 'Never';
    case 'always':
      return 'Always';
    case 'after-exit':
      return reEntry.cooldownHours ? `${count(reEntry.cooldownHours, 'hour')} after leaving` : 'After leaving';
    case 'once-per-period':
      return `Once in ${count(reEntry.days, 'day')}`;
    default:
      return reEntry satisfies never;
  }
}

/** What the form of the settings says of one; its own JSON Schema type is wider than the few keywords read here. */
function fieldOf(key: string): FieldSchema {
  const { properties = {} }: FieldSchema = settingsSchema();
  const field = Object.hasOwn(properties, key) ? properties[key] : undefined;
  return { ...(key === 'entryFilter' || key === 'guard' ? { widget: 'condition' } : {}), ...field };
}
