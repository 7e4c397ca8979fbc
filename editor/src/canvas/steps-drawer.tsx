import { IconArrowsSort, IconPlayerSkipForward } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import drawer from '../inspector/inspector.module.css';
import { useEditor } from '../store/editor.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { NodeIcon } from '../ui/node-icon.tsx';
import { Pill } from '../ui/pill.tsx';
import { Tile } from '../ui/tile.tsx';
import { dayNumber } from '../ui/time/format-time.ts';
import { useTimeFormat } from '../ui/time/use-time-format.ts';
import classes from './drawers.module.css';
import { useRunAction } from './use-run-action.ts';
import type { RunDetails, StepView } from './workflow-api.ts';
import type { ModeProps } from './workflow-page.tsx';

/** A stay shorter than this needs no word. */
const WORTH_SAYING_MS = 60_000;

/** Every step of a run by day, each with its reason; the present one with what can be done, and the doors out of its wait. */
export function StepsDrawer({ run, api }: { run: RunDetails } & Pick<ModeProps, 'api'>) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const [newest, setNewest] = useState(false);
  const steps = [...run.steps].sort((a, b) => (newest ? b.stepNo - a.stepNo : a.stepNo - b.stepNo));
  const waits = run.status === 'ended' ? [] : run.waits;
  const present = waits.map((wait) => <PresentWait key={wait.nodeId} run={run} wait={wait} api={api} />);
  return (
    <aside className={`${drawer.drawer} ${classes.wide}`} aria-label={t('canvas.run.steps')}>
      <header className={classes.stepsHead}>
        <h2 className={classes.title}>{t('canvas.run.steps')}</h2>
        <span>{t('canvas.run.soFar', { count: run.steps.length })}</span>
        <i className={classes.grow} />
        <IconButton
          label={t('canvas.run.order')}
          on={newest}
          icon={<IconArrowsSort size={16} stroke={1.75} />}
          onClick={() => setNewest(!newest)}
        />
      </header>
      <div className={drawer.body}>
        <ol className={classes.steps}>
          {newest && present}
          {steps.map((step, index) => {
            const before = steps[index - 1];
            const sameDay =
              before && dayNumber(Date.parse(before.at), format.zone) === dayNumber(Date.parse(step.at), format.zone);
            return (
              <Step
                key={`${step.stepNo} ${step.nodeId} ${step.at}`}
                step={step}
                day={sameDay ? null : format.dayHeading(step.at)}
              />
            );
          })}
          {!newest && present}
        </ol>
      </div>
    </aside>
  );
}

function Step({ step, day }: { step: StepView; day: string | null }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const stay = Date.parse(step.at) - Date.parse(step.openedAt);
  return (
    <>
      {day && <li className={classes.day}>{day}</li>}
      <li className={classes.step}>
        <StepTile type={step.type} />
        <div className={classes.stepBody}>
          <div className={classes.stepLine}>
            <StepName nodeId={step.nodeId} name={step.name} />
            {step.portLabel && (
              <Pill tone="brand" small>
                {step.portLabel}
              </Pill>
            )}
            <i className={classes.grow} />
            {stay >= WORTH_SAYING_MS && (
              <span className={classes.stayed}>{t('canvas.run.stayed', { length: format.duration(stay) })}</span>
            )}
            <time className={classes.at} dateTime={step.at}>
              {format.logClock(step.at)}
            </time>
          </div>
          <p className={classes.why}>{step.text}</p>
        </div>
      </li>
    </>
  );
}

function StepTile({ type }: { type: string }) {
  const { catalog } = useEditor();
  const description = catalog.get(type);
  return (
    <div className={classes.rail}>
      <Tile category={description?.category ?? 'none'} size={28}>
        <NodeIcon name={description?.icon} category={description?.category ?? 'none'} size={16} />
      </Tile>
      <i />
    </div>
  );
}

/** The name of a step; shows it on the drawing. */
function StepName({ nodeId, name }: { nodeId: string; name: string }) {
  const { store } = useEditor();
  return (
    <button
      type="button"
      className={classes.stepName}
      onClick={() =>
        store.look((view) => {
          view.selection = [nodeId];
          view.focus = nodeId;
          view.reveal = nodeId;
        })
      }
    >
      {name}
    </button>
  );
}

function PresentWait({
  run,
  wait,
  api,
}: { run: RunDetails; wait: RunDetails['waits'][number] } & Pick<ModeProps, 'api'>) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const act = useRunAction(api);
  const node = run.graph.nodes.find((one) => one.id === wait.nodeId);
  if (!node) return null;
  const skip = (port: string | undefined) =>
    act.run(
      'skip-wait',
      { runId: run.id, stepNo: run.stepNo, ...(port ? { port } : {}) },
      t('canvas.run.done.skipped'),
    );
  const labels = new Map(wait.doors.map((door) => [door.port, door.portLabel]));
  return (
    <>
      <li className={`${classes.step} ${classes.current}`}>
        <StepTile type={node.type} />
        <div className={classes.stepBody}>
          <div className={classes.stepLine}>
            <StepName nodeId={node.id} name={node.name} />
            <Pill
              tone={run.status === 'paused' ? 'warn' : 'brand'}
              small
              {...(run.status === 'paused' ? {} : { dot: 'brand' as const })}
            >
              {run.status === 'paused' ? t('canvas.run.status.paused') : t('canvas.run.now')}
            </Pill>
            <i className={classes.grow} />
            <span className={classes.stayed}>{format.duration(Math.max(0, format.now - Date.parse(wait.since)))}</span>
          </div>
          <p className={classes.why}>
            {wait.deadline ? t('canvas.live.until', { when: format.moment(wait.deadline) }) : t('canvas.run.noNext')}
          </p>
          {run.actions.includes('skip-wait') && (
            <div className={classes.buttons}>
              {wait.skipPorts.map((port, index) => (
                <Button
                  key={port}
                  size="row"
                  busy={act.busy === 'skip-wait'}
                  icon={<IconPlayerSkipForward size={14} stroke={1.75} aria-hidden="true" />}
                  onClick={() => skip(port)}
                >
                  {index === 0 ? t('canvas.run.skip') : t('canvas.run.skipTo', { port: labels.get(port) ?? port })}
                </Button>
              ))}
            </div>
          )}
        </div>
      </li>
      {wait.doors.length > 0 && <li className={classes.day}>{t('canvas.run.toCome')}</li>}
      {wait.doors.map((door) => (
        <li key={`${door.port} ${door.event}`} className={classes.next}>
          <i />
          <span>
            {t('canvas.run.door', {
              event: door.filter ? `${door.event}, ${door.filter}` : door.event,
              port: door.portLabel,
            })}
          </span>
        </li>
      ))}
    </>
  );
}
