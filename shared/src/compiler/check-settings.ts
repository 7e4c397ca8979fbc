import { countedEvents, fieldsOf } from '../condition/needs.ts';
import { parseCondition } from '../condition/parse.ts';
import { eventPatternSchema } from '../event/event.ts';
import type { Graph, WorkflowSettings } from '../graph/graph.ts';
import { isZone } from '../schedule/zone.ts';
import type { Known } from './check-conditions.ts';
import type { Report } from './diagnostic.ts';
import { nearest } from './suggest.ts';

type Path = (string | number)[];

/** Checks the workflow's own settings. Paths begin with `settings`, so that the editor opens its form there. */
export function checkSettings({ settings }: Graph, known: Known, report: Report): void {
  checkConditions(settings, known, report);
  checkNumbers(settings, report);
  const { timeZone, exitRules = [] } = settings;
  if (timeZone && !isZone(timeZone)) {
    const message = `The time zone “${timeZone}” is not known: write one such as Europe/Helsinki.`;
    report({ code: 'settings-zone', severity: 'error', path: ['settings', 'timeZone'], message });
  }
  for (const [index, rule] of exitRules.entries()) {
    const path = ['settings', 'exitRules', index, 'event'];
    const pattern = eventPatternSchema.safeParse(rule.event);
    if (pattern.success) checkEvent(ruleWords(rule, index), rule.event, path, known, report);
    else {
      const say =
        rule.event === '' ? 'has no event yet: choose what ends the run.' : `: ${pattern.error.issues[0]?.message}`;
      report({
        code: 'settings-event',
        severity: 'error',
        path,
        message: `${ruleWords(rule, index)} ${say}`.replace(' :', ':'),
      });
    }
  }
}

const ruleWords = ({ name, event }: { name: string; event: string }, index: number): string =>
  name.trim() || event ? `The exit rule “${name.trim() || event}”` : `Exit rule ${index + 1}`;

function checkConditions(settings: WorkflowSettings, known: Known, report: Report): void {
  const conditions: [string, unknown, Path, readonly string[]][] = [
    ['The entry filter', settings.entryFilter, ['settings', 'entryFilter'], ['lead', 'event', 'trigger']],
    ['“Stays only while”', settings.guard, ['settings', 'guard'], ['lead', 'trigger', 'output', 'run']],
    ...(settings.exitRules ?? []).map((rule, index): [string, unknown, Path, readonly string[]] => {
      const path = ['settings', 'exitRules', index, 'filter'];
      return [ruleWords(rule, index), rule.filter, path, ['lead', 'event', 'trigger', 'output', 'run']];
    }),
  ];
  for (const [what, condition, path, sources] of conditions) {
    if (condition === undefined) continue;
    const parsed = parseCondition(condition);
    if (!parsed.ok) {
      for (const problem of parsed.problems) {
        report({
          code: 'settings-condition',
          severity: 'error',
          path: [...path, ...problem.path],
          message: `${what}: ${problem.message}`,
        });
      }
      continue;
    }
    for (const field of fieldsOf(parsed.condition)) {
      const [source = ''] = field.split('.');
      if (sources.includes(source) || source === 'history') continue;
      const message = `${what} asks for “${field}”, which is not known at that moment: it would never be met.`;
      report({ code: 'settings-source', severity: 'warning', path, message });
    }
    for (const event of countedEvents(parsed.condition)) checkEvent(what, event, path, known, report);
  }
}

function checkEvent(what: string, event: string, path: Path, { events }: Known, report: Report): void {
  if (!events || event.endsWith('*') || events.includes(event)) return;
  const other = nearest(event, new Set(events));
  if (!other) return;
  const message = `${what} names the event “${event}”, which was never seen: did you mean “${other}”?`;
  report({ code: 'unknown-event', severity: 'warning', path, message });
}

/** Settings that contradict each other, or say nothing. */
function checkNumbers(settings: WorkflowSettings, report: Report): void {
  const { entryCap, reEntry, reEntryKey, whileActive } = settings;
  const warn = (code: string, name: keyof WorkflowSettings, message: string) =>
    report({ code, severity: 'warning', path: ['settings', name], message });
  if (entryCap && entryCap.perHour === undefined && entryCap.perDay === undefined)
    warn('settings-cap', 'entryCap', 'The entry cap has no number: say how many an hour or a day, or take it away.');
  if (entryCap?.perHour !== undefined && entryCap.perDay !== undefined && entryCap.perHour > entryCap.perDay)
    warn(
      'settings-cap',
      'entryCap',
      `${entryCap.perHour} an hour never come: only ${entryCap.perDay} a day may enter.`,
    );
  if (whileActive === 'restart' && reEntry.mode === 'never')
    warn('settings-restart', 'whileActive', 'Runs can’t start over: a lead that has entered may never enter again.');
  if (whileActive === 'parallel' && reEntry.mode === 'never')
    warn('settings-parallel', 'whileActive', 'No second run can stand beside the first: a lead may enter only once.');
  if (reEntryKey?.startsWith('output.') || reEntryKey?.startsWith('run.'))
    warn('settings-key', 'reEntryKey', `“${reEntryKey}” is not known before a run starts: take a field of the event.`);
}
