import { IconDoorExit, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import { Outline } from '../outline/outline.tsx';
import { RunPauseDialog } from '../pauses/run-pause-dialog.tsx';
import { RunPauseStrips } from '../pauses/run-pause-strips.tsx';
import { RunMenu } from '../run-control/run-menu.tsx';
import { EditorProvider, useEditorState } from '../store/editor.ts';
import { indexGraph } from '../store/graph-index.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { Pill, type PillTone } from '../ui/pill.tsx';
import { SandboxBar } from '../ui/sandbox-bar.tsx';
import { useTimeFormat } from '../ui/time/use-time-format.ts';
import { Canvas } from './canvas.tsx';
import hud from './hud.module.css';
import { PageSkeleton } from './page-skeleton.tsx';
import { runOverlay } from './run-overlay.ts';
import { StepsDrawer } from './steps-drawer.tsx';
import { TopBar } from './top-bar.tsx';
import { useNarrow } from './use-narrow.ts';
import { useRunAction } from './use-run-action.ts';
import { useViewer } from './use-viewer.ts';
import type { RunDetails } from './workflow-api.ts';
import classes from './workflow-page.module.css';
import type { ModeProps } from './workflow-page.tsx';

type Status = RunDetails['status'];
const TONES: Record<Status, PillTone> = { active: 'brand', paused: 'warn', parked: 'danger', ended: 'plain' };

/** One lead's run on the drawing of its version, with its steps beside. */
export function RunMode(props: ModeProps & { runId: string }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const run = useQuery(query.runs.get.queryOptions({ input: { runId: props.runId } }));
  if (run.isError && !run.data) {
    return (
      <main className={classes.centre}>
        <ErrorState error={run.error} what={t('canvas.run.what')} onRetry={() => void run.refetch()} />
      </main>
    );
  }
  return run.data ? <Run {...props} run={run.data} /> : <PageSkeleton />;
}

function Run({ run, ...props }: ModeProps & { run: RunDetails }) {
  const { t } = useTranslation();
  const { bar, api, catalog } = props;
  const format = useTimeFormat();
  const act = useRunAction(api);
  const viewer = useViewer(run.graph, catalog, undefined);
  const [leaving, setLeaving] = useState(false);
  const [pausing, setPausing] = useState(false);
  const { zone } = format;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the formats change with the zone alone; the present is not part of them
  const overlay = useMemo(
    () =>
      runOverlay(run, {
        clock: format.logClock,
        day: format.dayHeading,
        after: (ms) => t('canvas.run.after', { length: format.duration(ms) }),
      }),
    [run, zone, t],
  );
  const target = { runId: run.id, stepNo: run.stepNo };
  const can = (action: RunDetails['actions'][number]) => run.actions.includes(action);
  return (
    <EditorProvider value={viewer}>
      <TopBar
        {...bar}
        mode="run"
        onRename={undefined}
        state={
          <>
            <Pill>{t('canvas.bar.version', { version: run.version.number })}</Pill>
            <Pill tone={TONES[run.status]} {...(run.status === 'active' ? { dot: 'brand' as const } : {})}>
              {t(`canvas.run.status.${run.status}`)}
            </Pill>
          </>
        }
      >
        {can('pause') && (
          <Button
            icon={<IconPlayerPause size={14} stroke={1.75} aria-hidden="true" />}
            onClick={() => setPausing(true)}
          >
            {t('canvas.run.pause')}
          </Button>
        )}
        {can('resume') && (
          <Button
            icon={<IconPlayerPlay size={14} stroke={1.75} aria-hidden="true" />}
            busy={act.busy === 'resume'}
            onClick={() => act.run('resume', target, t('canvas.run.done.resumed'))}
          >
            {t('canvas.run.resume')}
          </Button>
        )}
        {can('exit') && (
          <Button
            look="danger"
            icon={<IconDoorExit size={14} stroke={1.75} aria-hidden="true" />}
            onClick={() => setLeaving(true)}
          >
            {t('canvas.run.exit')}
          </Button>
        )}
        {run.actions.length > 0 && <RunMenu runId={run.id} />}
      </TopBar>
      <SandboxBar action={<Link to="/settings/sandbox">{t('sandbox.change')}</Link>} />
      {run.status !== 'ended' && <RunPauseStrips run={run} />}
      <RunStage run={run} overlay={overlay} api={api} />
      {pausing && <RunPauseDialog run={run} onClose={() => setPausing(false)} />}
      <ConfirmDialog
        open={leaving}
        danger
        title={t('canvas.run.exitTitle', { name: run.lead.name })}
        confirm={t('canvas.run.exitConfirm')}
        busy={act.busy === 'exit'}
        onClose={() => setLeaving(false)}
        onConfirm={() => {
          setLeaving(false);
          act.run('exit', target, t('canvas.run.done.exited', { name: run.lead.name }));
        }}
      >
        {t('canvas.run.exitText')}
      </ConfirmDialog>
    </EditorProvider>
  );
}

function RunStage({
  run,
  overlay,
  api,
}: { run: RunDetails; overlay: ReturnType<typeof runOverlay> } & Pick<ModeProps, 'api'>) {
  const narrow = useNarrow();
  const outline = useEditorState(({ view }) => view.outline);
  return (
    <div className={classes.stage}>
      {narrow || outline ? (
        <Outline problems={[]} overlay={overlay} />
      ) : (
        <main className={classes.main}>
          <Canvas problems={[]} overlay={overlay}>
            <LeadCard run={run} />
          </Canvas>
        </main>
      )}
      {!narrow && <StepsDrawer run={run} api={api} />}
    </div>
  );
}

/** Whose run this is, where it is and what comes next. */
function LeadCard({ run }: { run: RunDetails }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const { node } = indexGraph(run.graph);
  const end = run.endedAt ? Date.parse(run.endedAt) : format.now;
  const length = format.duration(Math.max(0, end - Date.parse(run.startedAt)));
  const wait = run.waits[0];
  const here = run.here[0] ? node.get(run.here[0]) : undefined;
  const now = run.endedAt
    ? t('canvas.run.ended', { when: format.moment(run.endedAt), why: run.reason?.text ?? '' })
    : here
      ? wait
        ? t('canvas.run.waiting', { name: here.name })
        : t('canvas.run.performing', { name: here.name })
      : (run.reason?.text ?? '');
  return (
    <section className={`${hud.card} ${hud.lead}`} data-hud="" aria-label={run.lead.name}>
      <div className={hud.leadHead}>
        <Avatar id={run.lead.id} name={run.lead.name} size={32} />
        <Link className={hud.leadName} to="/leads/$id" params={{ id: run.lead.id }} title={t('canvas.run.toLead')}>
          <b>{run.lead.name}</b>
          <span>{run.lead.company ?? run.lead.email}</span>
        </Link>
      </div>
      <dl className={hud.leadFacts}>
        <dt>{t('canvas.run.started')}</dt>
        <dd>{t('canvas.run.startedAt', { length, version: run.version.number })}</dd>
        <dt>{t('canvas.run.now')}</dt>
        <dd>{now}</dd>
        {!run.endedAt && wait && (
          <>
            <dt>{t('canvas.run.next')}</dt>
            <dd>{wait.deadline ? format.moment(wait.deadline) : t('canvas.run.noNext')}</dd>
          </>
        )}
      </dl>
    </section>
  );
}
