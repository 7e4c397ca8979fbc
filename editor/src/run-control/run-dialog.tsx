import { useNavigate } from '@tanstack/react-router';
import type { ControlAction } from '@trellis/shared/api/run-control.ts';
import type { RunView } from '@trellis/shared/api/run-views.ts';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { DryReplay } from './dry-replay.tsx';
import classes from './run-dialog.module.css';
import { useControl } from './use-control.ts';

/** Actions that ask something first. */
export type Asked = 'move' | 'replay' | 'set-variable' | 'inject-event' | 'restart';
type Mode = 'dry' | 'live' | 'only-unsent';
const MODES: readonly Mode[] = ['dry', 'only-unsent', 'live'];

interface Props {
  run: RunView;
  asked: Asked;
  onClose: () => void;
}

/** Asks what an action on a run needs to know, and why it is done; says what it will do. */
export function RunDialog({ run, asked, onClose }: Props) {
  const { t } = useTranslation();
  const control = useControl();
  const navigate = useNavigate();
  const [node, setNode] = useState(
    (asked === 'replay' ? undefined : run.here[0]) ?? run.steps[0]?.nodeId ?? run.graph.nodes[0]?.id ?? '',
  );
  const [mode, setMode] = useState<Mode>('dry');
  const [name, setName] = useState('');
  const [value, setValue] = useState(asked === 'inject-event' ? '{}' : '');
  const [reason, setReason] = useState('');
  const properties = asked === 'inject-event' ? objectOf(value) : {};
  const nodeName = run.graph.nodes.find(({ id }) => id === node)?.name ?? node;
  const action = actionOf(asked, { node, mode, name: name.trim(), value, properties });
  const words = {
    move: {
      title: t('runControl.moveTitle', { name: run.lead.name }),
      text: t('runControl.moveText'),
      confirm: t('runControl.moveConfirm'),
    },
    replay: {
      title: t('runControl.replayTitle', { name: run.lead.name }),
      text: t('runControl.replayText'),
      confirm: t('runControl.replayConfirm'),
    },
    'set-variable': {
      title: t('runControl.variableTitle'),
      text: t('runControl.variableText'),
      confirm: t('runControl.variableConfirm'),
    },
    'inject-event': {
      title: t('runControl.eventTitle', { name: run.lead.name }),
      text: t('runControl.eventText'),
      confirm: t('runControl.eventConfirm'),
    },
    restart: {
      title: t('runControl.restartTitle', { name: run.lead.name }),
      text: t('runControl.restartText'),
      confirm: t('runControl.restartConfirm'),
    },
  }[asked];
  const dry = asked === 'replay' && mode === 'dry';
  const confirm = async () => {
    if (dry) return onClose();
    if (!action) return;
    const position = await control.act(run, action, t(`runControl.done.${asked}`, { name: nodeName }), reason.trim());
    if (!position) return;
    onClose();
    if (position.id !== run.id)
      void navigate({ to: '/workflows/$id/run/$runId', params: { id: run.workflow.id, runId: position.id } });
  };
  return (
    <ConfirmDialog
      open
      danger={asked === 'restart' || (asked === 'replay' && mode === 'live')}
      title={words.title}
      confirm={dry ? t('runControl.dryClose') : words.confirm}
      busy={control.busy}
      onClose={onClose}
      onConfirm={() => void confirm()}
    >
      <p>{dry ? t('runControl.dryText') : words.text}</p>
      <div className={classes.form}>
        {(asked === 'move' || asked === 'replay') && (
          <Labelled label={t('runControl.step')}>
            {(id) => (
              <select id={id} value={node} onChange={(event) => setNode(event.target.value)}>
                {run.graph.nodes.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.name}
                  </option>
                ))}
              </select>
            )}
          </Labelled>
        )}
        {asked === 'replay' && (
          <Labelled label={t('runControl.mode')}>
            {(id) => (
              <select
                id={id}
                value={mode}
                onChange={(event) => setMode(MODES.find((one) => one === event.target.value) ?? 'dry')}
              >
                <option value="dry">{t('runControl.dry')}</option>
                <option value="only-unsent">{t('runControl.onlyUnsent')}</option>
                <option value="live">{t('runControl.live')}</option>
              </select>
            )}
          </Labelled>
        )}
        {dry && (
          <>
            <Labelled label={t('runControl.whatIf')}>
              {(id) => <input id={id} value={name} maxLength={80} onChange={(event) => setName(event.target.value)} />}
            </Labelled>
            <Labelled label={t('runControl.whatIfValue')}>
              {(id) => <input id={id} value={value} onChange={(event) => setValue(event.target.value)} />}
            </Labelled>
            <DryReplay
              runId={run.id}
              nodeId={node}
              attribute={name.trim() ? { name: name.trim(), value: readValue(value) } : undefined}
            />
          </>
        )}
        {(asked === 'set-variable' || asked === 'inject-event') && (
          <>
            <Labelled label={asked === 'set-variable' ? t('runControl.variable') : t('runControl.event')}>
              {(id) => <input id={id} value={name} maxLength={80} onChange={(event) => setName(event.target.value)} />}
            </Labelled>
            <Labelled label={asked === 'set-variable' ? t('runControl.value') : t('runControl.properties')}>
              {(id) => (
                <input
                  id={id}
                  value={value}
                  maxLength={2_000}
                  aria-invalid={properties === null || undefined}
                  onChange={(event) => setValue(event.target.value)}
                />
              )}
            </Labelled>
            {properties === null && <p role="alert">{t('runControl.notJson')}</p>}
          </>
        )}
        {!dry && (
          <Labelled label={t('runControl.reason')}>
            {(id) => (
              <input id={id} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
            )}
          </Labelled>
        )}
      </div>
    </ConfirmDialog>
  );
}

function Labelled({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className={classes.field}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}

type Properties = Extract<ControlAction, { kind: 'inject-event' }>['properties'];

/** The action that was described; undefined while something is missing. */
function actionOf(
  asked: Asked,
  {
    node,
    mode,
    name,
    value,
    properties,
  }: { node: string; mode: Mode; name: string; value: string; properties: Properties | null },
): ControlAction | undefined {
  switch (asked) {
    case 'move':
      return { kind: 'move', node };
    case 'replay':
      return mode === 'dry' ? undefined : { kind: 'replay', node, mode };
    case 'set-variable':
      return name ? { kind: 'set-variable', name, value: readValue(value) } : undefined;
    case 'inject-event':
      return name && properties ? { kind: 'inject-event', name, properties } : undefined;
    case 'restart':
      return { kind: 'restart' };
    default:
      return asked satisfies never;
  }
}

/** Numbers and yes or no as such, all else as text; empty takes it away. */
function readValue(text: string): string | number | boolean | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (trimmed === 'true' || trimmed === 'false') return trimmed === 'true';
  return Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
}

function objectOf(text: string): Properties | null {
  try {
    const parsed: unknown = JSON.parse(text || '{}');
    // What JSON.parse makes of an object has JSON values only.
    return parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed) ? (parsed as Properties) : null;
  } catch {
    return null;
  }
}
