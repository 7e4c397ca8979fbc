import { Select, TagsInput, TextInput } from '@mantine/core';
import { IconPencil, IconX } from '@tabler/icons-react';
import { exitRuleSchema, type ReEntry, type WorkflowSettings } from '@trellis/shared/graph/graph.ts';
import { isZone } from '@trellis/shared/schedule/zone.ts';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { setSettings } from '../store/commands/edit.ts';
import { useEditor, useEditorState } from '../store/editor.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { useTimeFormat } from '../ui/time/use-time-format.ts';
import { useFormSources } from '../widgets/form-sources.ts';
import classes from './hud.module.css';

const HOUR_MS = 3_600_000;
const MODES = ['after-exit', 'once-per-period', 'never', 'always'] as const;
/** A period to begin with, days. */
const USUAL_PERIOD = 90;

/** What holds for every run of this workflow: read on the canvas, changed in place. */
export function RulesCard() {
  const { t } = useTranslation();
  const editor = useEditor();
  const settings = useEditorState(({ doc }) => doc.graph.settings);
  const open = useEditorState(({ view }) => view.panel === 'rules');
  const words = useReEntryWords();
  const leaves = (rules: readonly { name: string }[]) =>
    rules.length > 0
      ? t('canvas.rules.leavesWith', { rules: rules.map((rule) => rule.name).join(', ') })
      : t('canvas.rules.leavesAlways');
  const toggle = () =>
    editor.store.look((view) => {
      view.panel = open ? null : 'rules';
    });
  return (
    <section className={`${classes.card} ${classes.rules}`} data-hud="" aria-label={t('canvas.rules.title')}>
      <div className={classes.rulesHead}>
        {t('canvas.rules.title')}
        {editor.editable && (
          <IconButton
            label={open ? t('inspector.close') : t('canvas.rules.edit')}
            aria-expanded={open}
            icon={open ? <IconX size={14} stroke={1.75} /> : <IconPencil size={14} stroke={1.75} />}
            onClick={toggle}
          />
        )}
      </div>
      {open && editor.editable ? (
        <RulesForm />
      ) : (
        <dl>
          <dt>{t('canvas.rules.reEntry')}</dt>
          <dd>{words(settings.reEntry)}</dd>
          <dt>{t('canvas.rules.leavesOn')}</dt>
          <dd>{leaves(settings.exitRules ?? [])}</dd>
          {settings.timeZone && (
            <>
              <dt>{t('canvas.rules.zone')}</dt>
              <dd>{settings.timeZone}</dd>
            </>
          )}
        </dl>
      )}
    </section>
  );
}

function RulesForm() {
  const { t } = useTranslation();
  const editor = useEditor();
  const { reEntry, timeZone, exitRules = [] } = useEditorState(({ doc }) => doc.graph.settings);
  const { events } = useFormSources();
  const words = useReEntryWords();
  const id = useId();
  const [zone, setZone] = useState(timeZone ?? '');
  const write = (change: Partial<WorkflowSettings>, group: string) =>
    editor.run(
      (graph) => {
        const kept = Object.entries({ ...graph.settings, ...change }).filter(([, value]) => value !== undefined);
        return setSettings(graph, Object.fromEntries(kept) as WorkflowSettings); // only absent keys were left out
      },
      { group },
    );
  const cooldown = reEntry.mode === 'after-exit' ? (reEntry.cooldownHours ?? 0) : 0;
  return (
    <div className={classes.rulesForm}>
      <Select
        label={t('canvas.rules.reEntry')}
        data={MODES.map((mode) => ({
          value: mode,
          label: words(
            mode === 'once-per-period' ? { mode, days: reEntry.mode === mode ? reEntry.days : USUAL_PERIOD } : { mode },
          ),
        }))}
        value={reEntry.mode}
        allowDeselect={false}
        onChange={(mode) => {
          const chosen = MODES.find((one) => one === mode);
          if (chosen === 'once-per-period') write({ reEntry: { mode: chosen, days: USUAL_PERIOD } }, 'rules re-entry');
          else if (chosen) write({ reEntry: { mode: chosen } }, 'rules re-entry');
        }}
      />
      {reEntry.mode === 'once-per-period' && (
        <TextInput
          label={t('canvas.rules.period')}
          type="number"
          min={1}
          max={3650}
          value={reEntry.days}
          onChange={(event) => {
            const days = Number(event.currentTarget.value);
            if (Number.isInteger(days) && days >= 1 && days <= 3650)
              write({ reEntry: { mode: 'once-per-period', days } }, 'rules period');
          }}
        />
      )}
      {reEntry.mode === 'after-exit' && (
        <TextInput
          id={id}
          label={t('canvas.rules.cooldown')}
          description={t('canvas.rules.cooldownHelp')}
          type="number"
          min={0}
          max={87_600}
          value={cooldown}
          onChange={(event) => {
            const hours = Number(event.currentTarget.value);
            if (hours >= 0 && hours <= 87_600)
              write(
                { reEntry: hours > 0 ? { mode: 'after-exit', cooldownHours: hours } : { mode: 'after-exit' } },
                'rules cooldown',
              );
          }}
        />
      )}
      <TagsInput
        label={t('canvas.rules.exitRules')}
        placeholder={t('canvas.rules.exitRulesHint')}
        data={events.map((event) => event.name)}
        value={exitRules.map((rule) => rule.event)}
        maxTags={50}
        acceptValueOnBlur
        onChange={(names) => {
          // A rule that was there keeps its name and its filter; a name that can't be an event's is not taken.
          const rules = names.flatMap((event) => {
            const old = exitRules.find((rule) => rule.event === event);
            const made = exitRuleSchema.safeParse({ id: editor.newId('exit'), name: event, event });
            return old ?? (made.success ? made.data : []);
          });
          write({ exitRules: rules.length > 0 ? rules : undefined }, 'rules exit');
        }}
      />
      <TextInput
        label={t('canvas.rules.zone')}
        description={t('canvas.rules.zoneHelp')}
        placeholder={t('canvas.rules.zoneWorkspace')}
        value={zone}
        error={zone !== '' && !isZone(zone) ? t('canvas.rules.zoneBad') : undefined}
        onChange={(event) => {
          const next = event.currentTarget.value.trim();
          setZone(next);
          if (next === '' || isZone(next)) write({ timeZone: next === '' ? undefined : next }, 'rules zone');
        }}
      />
    </div>
  );
}

/** Re-entry in words. */
function useReEntryWords(): (rule: ReEntry) => string {
  const { t } = useTranslation();
  const format = useTimeFormat();
  return (rule) => {
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
}
