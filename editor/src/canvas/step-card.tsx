import { IconCheck, IconExclamationMark, IconPlayerPause } from '@tabler/icons-react';
import { Handle, type NodeProps, Position as Side } from '@xyflow/react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../ui/format-number.ts';
import { NodeIcon } from '../ui/node-icon.tsx';
import { Tile } from '../ui/tile.tsx';
import type { StepData, StepNode } from './flow-types.ts';
import { OpenPorts } from './open-ports.tsx';
import classes from './step-card.module.css';
import compared from './step-compared.module.css';
import ports from './step-ports.module.css';
import { StepToolbar } from './step-toolbar.tsx';

/** A step: 232 × 56 px in every mode and at every zoom; an end is a pill. What it shows is data, so it is drawn again only when that changes. */
export const StepCard = memo(function StepCard({ id, data, selected }: NodeProps<StepNode>) {
  const { t } = useTranslation();
  const { overlay, problem, end } = data;
  const down = data.direction === 'down';
  const state = stateOf(data);
  const summary = secondLine(data, t('canvas.node.offSummary'));
  // An error stands in the second line, where its colour says what it is.
  const words = state === 'error' ? t('canvas.node.error', { message: summary }) : summary;
  const said = [
    data.name,
    t('canvas.node.description', { type: data.typeTitle, summary: words }),
    problem?.severity === 'warning' && !overlay ? t('canvas.node.warning', { message: problem.message }) : '',
    overlay?.state === 'passed' ? t('canvas.node.passed') : '',
    overlay?.state === 'here' ? t('canvas.node.here') : '',
    overlay?.state === 'not-taken' ? t('canvas.node.notTaken') : '',
    isCompared(state) ? t(`compare.badge.${state}`) : '',
    overlay?.tab ? `${formatCount(overlay.tab.count)} ${overlay.tab.word}` : '',
  ];
  return (
    <>
      {overlay?.time && (
        <div className={classes.time}>
          <div className={classes.clock}>{overlay.time.clock}</div>
          <div className={classes.day}>{overlay.time.day}</div>
        </div>
      )}
      <div
        role="button"
        aria-pressed={selected}
        aria-label={said.filter(Boolean).map(withoutStop).join('. ')}
        tabIndex={data.tabStop ? 0 : -1}
        data-step={id}
        data-category={data.category}
        data-state={state}
        data-selected={selected || undefined}
        data-end={end || undefined}
        className={isCompared(state) ? `${classes.card} ${compared.card}` : classes.card}
      >
        <span className={classes.tile}>
          <Tile category={data.category} size={end ? 24 : 32}>
            <NodeIcon name={data.icon} category={data.category} size={end ? 15 : 18} />
          </Tile>
        </span>
        <span className={classes.chipIcon} aria-hidden="true">
          <NodeIcon name={data.icon} category={data.category} size={end ? 20 : 26} />
        </span>
        <span className={classes.text} title={`${data.name}\n${summary}`}>
          <span className={classes.title}>{data.name}</span>
          {!end && <span className={classes.summary}>{summary}</span>}
        </span>
        {end && overlay?.count !== undefined && <span className={classes.endCount}>{formatCount(overlay.count)}</span>}
        <Badge state={state} />
      </div>
      {overlay?.tab && (
        <span className={classes.tab} data-tone={overlay.tab.tone} aria-hidden="true">
          <b>{formatCount(overlay.tab.count)}</b> {overlay.tab.word}
        </span>
      )}
      <Handle
        type="target"
        position={down ? Side.Top : Side.Left}
        className={ports.target}
        isConnectableStart={false}
        isConnectable={data.editable}
      />
      {data.ports.map((port) => (
        <Handle
          key={port.id}
          id={port.id}
          type="source"
          position={down ? Side.Bottom : Side.Right}
          isConnectable={data.editable}
          className={ports.port}
          data-taken={overlay?.taken?.includes(port.id) || undefined}
          style={down ? { left: `calc(50% + ${port.offset}px)` } : { top: `calc(50% + ${port.offset}px)` }}
          title={data.ports.length > 1 ? port.label : undefined}
        />
      ))}
      {data.editable && !data.ghost && <OpenPorts node={id} data={data} />}
      {data.alone && data.editable && <StepToolbar id={id} off={data.off} />}
    </>
  );
});

/** Sentences and names are joined by stops of their own. */
const withoutStop = (words: string) => words.replace(/\.$/, '');

type ComparedState = 'new' | 'changed' | 'gone';
type CardState =
  | 'rest'
  | 'ghost'
  | 'off'
  | 'error'
  | 'warning'
  | 'passed'
  | 'here'
  | 'not-taken'
  | 'paused'
  | ComparedState;

function isCompared(state: CardState): state is ComparedState {
  return state === 'new' || state === 'changed' || state === 'gone';
}

/** One state at a time, the strongest first: what a run did there, then off, then problems. */
function stateOf({ overlay, ghost, off, problem }: StepData): CardState {
  if (ghost) return 'ghost';
  if (overlay?.state) return overlay.state;
  if (off) return 'off';
  return problem && !overlay ? problem.severity : 'rest';
}

function secondLine({ overlay, off, problem, summary }: StepData, offWords: string): string {
  if (overlay?.summary) return overlay.summary;
  if (off) return offWords;
  return problem?.severity === 'error' && !overlay ? problem.message : summary;
}

function Badge({ state }: { state: CardState }) {
  if (isCompared(state)) {
    return (
      <span className={compared.badge} data-kind={state} aria-hidden="true">
        {{ new: '+', changed: '~', gone: '−' }[state]}
      </span>
    );
  }
  const kind = { error: 'error', warning: 'warning', passed: 'done', paused: 'paused' }[state as string]; // other states have none
  if (!kind) return null;
  const Icon = kind === 'done' ? IconCheck : kind === 'paused' ? IconPlayerPause : IconExclamationMark;
  return (
    <span className={classes.badge} data-kind={kind} aria-hidden="true">
      <Icon size={12} stroke={2.5} />
    </span>
  );
}
