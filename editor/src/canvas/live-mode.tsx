import { IconArrowsExchange } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import { Outline } from '../outline/outline.tsx';
import { EnrolExisting } from '../pages/leads/enrol-existing.tsx';
import { usePausedOverlay } from '../pauses/use-paused-overlay.ts';
import { VersionPause } from '../pauses/version-pause.tsx';
import { MovesDrawer } from '../publish/moves-drawer.tsx';
import { MovesStrip } from '../publish/moves-strip.tsx';
import { EditorProvider, useEditor, useEditorState } from '../store/editor.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { formatCount, formatShare } from '../ui/format-number.ts';
import { Pill } from '../ui/pill.tsx';
import { SandboxBar } from '../ui/sandbox-bar.tsx';
import { useTimeFormat } from '../ui/time/use-time-format.ts';
import { Canvas } from './canvas.tsx';
import hud from './hud.module.css';
import { LiveDrawer } from './live-drawer.tsx';
import { liveOverlay } from './live-overlay.ts';
import { PageSkeleton } from './page-skeleton.tsx';
import { TestEventLink } from './test-event-link.tsx';
import barClasses from './top-bar.module.css';
import { TopBar } from './top-bar.tsx';
import { useNarrow } from './use-narrow.ts';
import { useViewer } from './use-viewer.ts';
import type { CountsView } from './workflow-api.ts';
import classes from './workflow-page.module.css';
import type { ModeProps } from './workflow-page.tsx';

const route = getRouteApi('/signed-in/workflows/$id');

/** The published version with its counts, kept up to date by live changes. */
export function LiveMode(props: ModeProps) {
  const { t } = useTranslation();
  const { query } = useApi();
  const { workflow, bar } = props;
  const current = workflow.currentVersion;
  const input = { workflowId: workflow.id, versionId: current?.id ?? '' };
  const version = useQuery(
    query.versions.get.queryOptions({ input, enabled: current !== null, staleTime: Number.POSITIVE_INFINITY }),
  );
  const counts = useQuery(
    query.counts.ofVersion.queryOptions({ input: { workflowId: workflow.id }, enabled: current !== null }),
  );
  if (!current) {
    return (
      <>
        <TopBar {...bar} mode="live" onRename={undefined} state={null}>
          {null}
        </TopBar>
        <main className={classes.centre}>
          <EmptyState
            title={t('canvas.live.notPublished')}
            action={<Button onClick={() => bar.onMode('edit')}>{t('canvas.bar.edit')}</Button>}
          >
            {t('canvas.live.notPublishedText')}
          </EmptyState>
        </main>
      </>
    );
  }
  const failed = version.error ?? counts.error;
  if (failed && !(version.data && counts.data)) {
    return (
      <main className={classes.centre}>
        <ErrorState
          error={failed}
          what={t('canvas.live.what')}
          onRetry={() => void Promise.all([version.refetch(), counts.refetch()])}
        />
      </main>
    );
  }
  if (!version.data || !counts.data) return <PageSkeleton />;
  return (
    <Live key={version.data.id} {...props} graph={version.data.graph} counts={counts.data} version={version.data} />
  );
}

function Live(
  props: ModeProps & {
    graph: Parameters<typeof useViewer>[0];
    counts: CountsView;
    version: { number: number; publishedAt: string };
  },
) {
  const { t } = useTranslation();
  const { graph, counts, version, catalog, bar, nodeId } = props;
  const format = useTimeFormat();
  const viewer = useViewer(graph, catalog, nodeId);
  const live = useMemo(
    () =>
      liveOverlay(graph, counts, catalog, {
        count: formatCount,
        share: formatShare,
        roundShare: (part, whole) => t('canvas.hud.percent', { n: Math.round((part / whole) * 100) }),
        waiting: t('canvas.node.waiting'),
        held: t('canvas.node.held'),
        entered: (count) => t('canvas.live.enteredHere', { n: count }),
        passed: (count) => t('canvas.live.passed', { n: count }),
        sentOpened: (sent, opened) => t('canvas.live.sentOpened', { sent, opened }),
        portShare: (share, port) => t('canvas.live.share', { share, port }),
        eitherShare: (share, port, others) => t('canvas.live.either', { share, port, others }),
      }),
    [graph, counts, catalog, t],
  );
  const overlay = usePausedOverlay(props.workflow.id, undefined, live);
  return (
    <EditorProvider value={viewer}>
      <TopBar
        {...bar}
        mode="live"
        onRename={undefined}
        state={
          <>
            {props.workflow.status === 'live' ? (
              <Pill tone="brand" dot="brand">
                {t('canvas.bar.live', { version: version.number })}
              </Pill>
            ) : (
              <Pill tone={props.workflow.status === 'paused' ? 'warn' : 'plain'}>
                {t(`workflows.state.${props.workflow.status}`)}
              </Pill>
            )}
            <span className={barClasses.meta}>{t('canvas.bar.since', { when: format.day(version.publishedAt) })}</span>
          </>
        }
      >
        <span className={barClasses.meta}>{t('canvas.live.seconds', { time: format.clock(counts.at) })}</span>
        <MovesButton />
        <TestEventLink graph={graph} catalog={catalog} />
      </TopBar>
      <SandboxBar action={<Link to="/settings/sandbox">{t('sandbox.change')}</Link>} />
      <MovesStrip workflow={props.workflow} />
      <EnrolExisting workflow={props.workflow} graph={graph} />
      <LiveStage {...props} overlay={overlay} />
    </EditorProvider>
  );
}

function LiveStage({
  counts,
  overlay,
  nodeId,
  onNode,
  ...props
}: ModeProps & { counts: CountsView; overlay: ReturnType<typeof liveOverlay> }) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const { selected, outline } = useEditorState(({ view }) => ({
    selected: view.selection.length === 1 ? view.selection[0] : undefined,
    outline: view.outline,
  }));
  const { show, openMoves } = useMovesShown();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address follows the selection, not the other way round
  useEffect(() => {
    if (selected !== nodeId) onNode(selected);
  }, [selected]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new selection gives the drawer back
  useEffect(() => {
    if (selected && show === 'moves') openMoves(false);
  }, [selected]);
  const left = counts.leftEarly;
  const facts: [string, number][] = [
    [t('canvas.live.entered'), counts.entered],
    [t('canvas.live.active'), counts.active + counts.paused + counts.parked],
    [t('canvas.live.finished'), counts.finished],
    [t('canvas.live.leftEarly'), left],
  ];
  return (
    <div className={classes.stage}>
      {narrow || outline ? (
        <Outline problems={[]} overlay={overlay} />
      ) : (
        <main className={classes.main}>
          <Canvas problems={[]} overlay={overlay}>
            <div className={hud.card} data-hud="">
              <dl className={hud.facts}>
                {facts.map(([label, count]) => (
                  <div key={label}>
                    <dd>{formatCount(count)}</dd>
                    <dt>{label}</dt>
                  </div>
                ))}
              </dl>
              <VersionPause workflow={props.workflow} runs={counts.active} />
            </div>
          </Canvas>
        </main>
      )}
      {show === 'moves' ? (
        <MovesDrawer workflowId={props.workflow.id} onClose={() => openMoves(false)} />
      ) : (
        selected && <LiveDrawer {...props} nodeId={selected} counts={counts} />
      )}
    </div>
  );
}

function MovesButton() {
  const { t } = useTranslation();
  const { show, openMoves } = useMovesShown();
  return (
    <Button
      aria-expanded={show === 'moves'}
      icon={<IconArrowsExchange size={14} stroke={1.75} aria-hidden="true" />}
      onClick={() => openMoves(show !== 'moves')}
    >
      {t('moves.title')}
    </Button>
  );
}

/** The moves take the drawer's place while the address asks for them; selecting a step gives it back. */
function useMovesShown() {
  const { show } = route.useSearch();
  const { store } = useEditor();
  const navigate = useNavigate();
  const openMoves = (open: boolean) => {
    if (open)
      store.look((view) => {
        view.selection = [];
      });
    void navigate({
      to: '.',
      search: (before) => ({
        ...before,
        ...(open ? { node: undefined } : {}),
        show: open ? ('moves' as const) : undefined,
      }),
      replace: true,
    });
  };
  return { show, openMoves };
}
