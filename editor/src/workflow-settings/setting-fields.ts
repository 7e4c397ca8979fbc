import { type WorkflowSettings, workflowSettingsSchema } from '@trellis/shared/graph/graph.ts';
import { settingsSchema } from '@trellis/shared/graph/settings-schema.ts';
import { asFieldSchema, fieldsOf, type NamedField } from '../inspector/schema.ts';

export type SettingName = keyof WorkflowSettings;

/** The settings in the order of the drawer; every one of the schema stands in one group. */
export const SETTING_GROUPS = [
  { key: 'enter', names: ['entryFilter', 'entryCap', 'priority', 'maxTriggerAgeHours', 'coalesceMinutes'] },
  { key: 'again', names: ['reEntry', 'whileActive', 'reEntryKey'] },
  { key: 'leave', names: ['guard', 'exitRules'] },
  { key: 'time', names: ['timeZone'] },
] as const satisfies readonly { key: string; names: readonly SettingName[] }[];

/** The form of the settings, read from the schema of the graph. */
export function settingFields(): ReadonlyMap<string, NamedField> {
  const fields = fieldsOf(asFieldSchema(settingsSchema()));
  return new Map(fields.map((field) => [field.name, field]));
}

/** What of a value the document can keep: a value that the schema refuses is still being typed. */
export function readSetting<Name extends SettingName>(
  name: Name,
  value: unknown,
): { ok: true; value: WorkflowSettings[Name] | undefined } | { ok: false } {
  if (value === undefined) return { ok: true, value: undefined };
  const parsed = workflowSettingsSchema.shape[name].safeParse(value);
  // Its own schema read it.
  return parsed.success ? { ok: true, value: parsed.data as WorkflowSettings[Name] } : { ok: false };
}
