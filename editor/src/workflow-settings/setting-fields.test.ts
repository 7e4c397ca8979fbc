import { workflowSettingsSchema } from '@trellis/shared/graph/graph.ts';
import { expect, test } from 'vitest';
import { readSetting, SETTING_GROUPS, settingFields } from './setting-fields.ts';

test('every setting of a workflow stands in one group of the form, with words for people', () => {
  const names = SETTING_GROUPS.flatMap((group) => group.names);
  expect([...names].sort()).toEqual(Object.keys(workflowSettingsSchema.shape).sort());
  for (const name of names) expect(settingFields().get(name)?.schema.title).toBeTruthy();
});

test('what can not be kept yet is told from what can', () => {
  expect(readSetting('coalesceMinutes', 30)).toEqual({ ok: true, value: 30 });
  expect(readSetting('coalesceMinutes', '3 x')).toEqual({ ok: false });
  expect(readSetting('coalesceMinutes', undefined)).toEqual({ ok: true, value: undefined });
  expect(readSetting('reEntryKey', 'topic')).toEqual({ ok: false });
  // An unfinished rule is kept: a draft may be unfinished.
  expect(readSetting('exitRules', [{ id: 'a' }])).toEqual({ ok: true, value: [{ id: 'a', name: '', event: '' }] });
});
