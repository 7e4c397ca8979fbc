import { IconAdjustmentsHorizontal, IconX } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Diagnostic } from '../canvas/workflow-api.ts';
import { Field } from '../inspector/field.tsx';
import classes from '../inspector/inspector.module.css';
import { StepProvider } from '../inspector/step-context.ts';
import { setSetting } from '../store/commands/edit.ts';
import { useEditor, useEditorState } from '../store/editor.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Tile } from '../ui/tile.tsx';
import { GoalsSection } from './goals-section.tsx';
import { readSetting, SETTING_GROUPS, type SettingName, settingFields } from './setting-fields.ts';
import own from './settings-drawer.module.css';

interface Props {
  problems: readonly Diagnostic[];
}

/**
 * What holds for every run of the workflow: who enters, how often, and who leaves early. Stands where the form of a step stands. A value that can't be
 * kept yet stays in its field, with what is expected beside it.
 */
export default function SettingsDrawer({ problems }: Props) {
  const { t } = useTranslation();
  const editor = useEditor();
  const settings = useEditorState(({ doc }) => doc.graph.settings);
  const at = useEditorState(({ view }) => view.setting);
  const fields = useMemo(settingFields, []);
  const [typed, setTyped] = useState<Record<string, unknown>>({});
  const drawer = useRef<HTMLElement>(null);
  const config = { ...settings, ...typed };
  const found = problems
    .filter((problem) => problem.path?.[0] === 'settings')
    .map((problem) => ({ ...problem, path: problem.path?.slice(1) ?? [] }));
  useEffect(() => {
    if (!at) return;
    const section = drawer.current?.querySelector(`[data-field="${CSS.escape(at)}"]`);
    section?.scrollIntoView({ block: 'center' });
    section?.querySelector<HTMLElement>('input, button, select, [tabindex]')?.focus({ preventScroll: true });
  }, [at]);

  const close = () =>
    editor.store.look((view) => {
      view.panel = null;
      view.setting = null;
    });
  const change = (name: SettingName, value: unknown) => {
    const read = readSetting(name, value);
    setTyped(({ [name]: _, ...others }) => (read.ok ? others : { ...others, [name]: value }));
    if (read.ok) editor.run((graph) => setSetting(graph, name, read.value), { group: `setting ${name}` });
  };
  return (
    <aside
      ref={drawer}
      className={classes.drawer}
      aria-label={t('canvas.rules.title')}
      data-settings=""
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) close();
      }}
    >
      <header className={classes.head}>
        <Tile category="none">
          <IconAdjustmentsHorizontal size={18} stroke={1.75} aria-hidden="true" />
        </Tile>
        <div className={classes.names}>
          <h2 className={own.title}>{t('canvas.rules.title')}</h2>
          <div className={classes.type}>{t('canvas.rules.type')}</div>
        </div>
        <IconButton label={t('inspector.close')} icon={<IconX size={16} stroke={1.75} />} onClick={close} />
      </header>
      <div className={classes.body}>
        <StepProvider value={{ ports: [], problems: found }}>
          {SETTING_GROUPS.map((group) => (
            <div key={group.key} className={own.part} role="group" aria-label={t(`canvas.rules.group.${group.key}`)}>
              <h3 className={own.group}>{t(`canvas.rules.group.${group.key}`)}</h3>
              {group.names.map((name) => {
                const field = fields.get(name);
                return field ? (
                  <Field
                    key={name}
                    field={field}
                    config={config}
                    disabled={!editor.editable}
                    first={false}
                    problems={found.filter((problem) => problem.path[0] === name)}
                    onChange={(value) => change(name, value)}
                  />
                ) : null;
              })}
              {group.key === 'leave' && <GoalsSection />}
            </div>
          ))}
        </StepProvider>
      </div>
    </aside>
  );
}
