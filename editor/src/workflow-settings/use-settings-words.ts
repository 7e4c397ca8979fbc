import { fieldWords, sentence } from '@trellis/shared/condition/sentence.ts';
import type { ReEntry, WorkflowSettings } from '@trellis/shared/graph/graph.ts';
import { zoneWords } from '@trellis/shared/schedule/explain.ts';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../ui/format-number.ts';
import { useTimeFormat } from '../ui/time/use-time-format.ts';
import { readCondition } from '../widgets/condition-query.ts';
import { useConditionNames } from '../widgets/use-condition-names.ts';
import type { SettingName } from './setting-fields.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** One rule of the workflow in words: “Re-entry · Again 30 d after the run ended”. */
export interface SettingLine {
  name: SettingName;
  label: string;
  words: string;
}

/** The rules of a workflow as people read them: how leads enter again and leave stand always, the others where they were set. */
export function useSettingsWords(): (settings: WorkflowSettings) => SettingLine[] {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const names = useConditionNames();
  const asked = (value: unknown) => {
    const { condition, problem } = readCondition(value);
    if (problem !== null) return t('canvas.rules.unfinished');
    const words = sentence(condition, names);
    return words === '' ? t('canvas.rules.everybody') : words.charAt(0).toUpperCase() + words.slice(1);
  };
  const reEntry = (rule: ReEntry): string => {
    switch (rule.mode) {
      case 'never':
        return t('canvas.rules.never');
      case 'always':
        return t('canvas.rules.always');
      case 'once-per-period':
        return t('canvas.rules.oncePer', { count: rule.days });
      case 'after-exit':
        return rule.cooldownHours
          ? t('canvas.rules.afterExitCooldown', { time: format.duration(rule.cooldownHours * HOUR_MS) })
          : t('canvas.rules.afterExit');
      default:
        return rule satisfies never;
    }
  };
  const cap = ({ perHour, perDay, over }: NonNullable<WorkflowSettings['entryCap']>): string => {
    const parts = [
      ...(perHour === undefined ? [] : [t('canvas.rules.perHour', { n: formatCount(perHour) })]),
      ...(perDay === undefined ? [] : [t('canvas.rules.perDay', { n: formatCount(perDay) })]),
    ];
    if (parts.length === 0) return t('canvas.rules.unfinished');
    return t(`canvas.rules.over.${over}`, { cap: parts.join(', ') });
  };
  const leaves = (rules: NonNullable<WorkflowSettings['exitRules']>): string => {
    const named = rules.map(({ name, event }) => name.trim() || (names.event?.(event) ?? event)).filter(Boolean);
    return named.length > 0
      ? t('canvas.rules.leavesWith', { rules: named.join(', ') })
      : t('canvas.rules.leavesAlways');
  };
  return (settings) => {
    const { entryFilter, entryCap, whileActive, reEntryKey, guard, priority, timeZone } = settings;
    const { maxTriggerAgeHours: age, coalesceMinutes: together } = settings;
    const line = (name: SettingName, words: string): SettingLine => ({
      name,
      label: t(`canvas.rules.short.${name}`),
      words,
    });
    return [
      ...(entryFilter ? [line('entryFilter', asked(entryFilter))] : []),
      ...(entryCap ? [line('entryCap', cap(entryCap))] : []),
      line('reEntry', reEntry(settings.reEntry)),
      ...(whileActive && whileActive !== 'ignore'
        ? [line('whileActive', t(`canvas.rules.active.${whileActive}`))]
        : []),
      ...(reEntryKey ? [line('reEntryKey', t('canvas.rules.perKey', { field: fieldWords(reEntryKey, names) }))] : []),
      ...(guard ? [line('guard', asked(guard))] : []),
      line('exitRules', leaves(settings.exitRules ?? [])),
      ...(priority === undefined ? [] : [line('priority', t('canvas.rules.level', { n: priority }))]),
      ...(age === undefined
        ? []
        : [line('maxTriggerAgeHours', t('canvas.rules.upTo', { time: format.duration(age * HOUR_MS) }))]),
      ...(together === undefined
        ? []
        : [line('coalesceMinutes', t('canvas.rules.within', { time: format.duration(together * MINUTE_MS) }))]),
      ...(timeZone ? [line('timeZone', zoneWords(timeZone))] : []),
    ];
  };
}
