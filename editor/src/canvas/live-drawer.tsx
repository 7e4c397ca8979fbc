import { IconExternalLink, IconPencil, IconPlayerSkipForward, IconX } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { MAY_OPERATE } from '@trellis/shared/api/roles.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import { useMay } from '../api/use-reader.tsx';
import drawer from '../inspector/inspector.module.css';
import { TasksHere } from '../pages/tasks/tasks-here.tsx';
import { PauseStrip } from '../pauses/pause-strip.tsx';
import { pauseOn } from '../pauses/pause-subject.ts';
import { PauseToggle } from '../pauses/pause-toggle.tsx';
import { usePauses } from '../pauses/use-pauses.ts';
import { BulkMenu } from '../run-control/bulk-menu.tsx';
import { useEditor, useEditorState } from '../store/editor.ts';
import { indexGraph } from '../store/graph-index.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { formatCount } from '../ui/format-number.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { NodeIcon } from '../ui/node-icon.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { Loading, Skeleton } from '../ui/skeleton.tsx';
import { Tile } from '../ui/tile.tsx';
import { useTimeFormat } from '../ui/time/use-time-format.ts';
import classes from './drawers.module.css';
import { useRunAction } from './use-run-action.ts';
import type { CountsView, PresentRunView } from './workflow-api.ts';
import type { ModeProps } from './workflow-page.tsx';

interface Props extends Pick<ModeProps, 'workflow' | 'bar' | 'api'> {
  nodeId: string;
  counts: CountsView;
}

/** Who is at a step now, earliest deadline first, with what can be done for each. */
export function LiveDrawer({ workflow, bar, api, nodeId, counts }: Props) {
  const { t } = useTranslation();
  const { query } = useApi();
  const { catalog, store } = useEditor();
  const node = useEditorState(({ doc }) => indexGraph(doc.graph).node.get(nodeId));
  const [search, setSearch] = useState('');
  const runs = useInfiniteQuery(
    query.counts.atNode.infiniteOptions({
      input: (cursor: string | undefined) => ({
        workflowId: workflow.id,
        nodeId,
        limit: 50,
        ...(search ? { search } : {}),
        ...(cursor ? { cursor } : {}),
      }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
  const pauses = usePauses({ workflowId: workflow.id });
  if (!node) return null;
  const subject = { level: 'node' as const, workflowId: workflow.id, nodeId, name: node.name };
  const pause = pauseOn(pauses, subject);
  const held = pauses.some(
    ({ level, version }) =>
      level === 'workspace' || level === 'workflow' || (level === 'version' && version?.id === counts.versionId),
  );
  const type = catalog.get(node.type);
  const rows = runs.data?.pages.flatMap((page) => page.items) ?? [];
  const total = runs.data?.pages[0]?.total ?? 0;
  const passed = Object.values(counts.nodes[nodeId]?.passed ?? {}).reduce((sum, count) => sum + count, 0);
  return (
    <aside className={`${drawer.drawer} ${classes.wide}`} aria-label={node.name}>
      <header className={drawer.head}>
        <Tile category={type?.category ?? 'end'}>
          <NodeIcon name={type?.icon} category={type?.category ?? 'end'} size={18} />
        </Tile>
        <div className={drawer.names}>
          <h2 className={classes.title}>{node.name}</h2>
          <div className={drawer.type}>{type?.title ?? node.type}</div>
        </div>
        {!pause && <PauseToggle look="icon" subject={subject} />}
        <IconButton
          label={t('canvas.live.edit')}
          icon={<IconPencil size={16} stroke={1.75} />}
          onClick={() => bar.onMode('edit', nodeId)}
        />
        <IconButton
          label={t('inspector.close')}
          icon={<IconX size={16} stroke={1.75} />}
          onClick={() =>
            store.look((view) => {
              view.selection = [];
            })
          }
        />
      </header>
      {pause && <PauseStrip pause={pause} subject={subject} />}
      {type?.category === 'sales' && <TasksHere workflowId={workflow.id} nodeId={nodeId} />}
      {(total > 0 || search !== '') && (
        <>
          <div className={classes.search}>
            <SearchField label={t('canvas.live.search')} value={search} onChange={setSearch} />
          </div>
          <div className={classes.columns}>
            <span>
              {t('canvas.live.lead')} <b>{formatCount(total)}</b>
            </span>
            <span>{t('canvas.live.timesOut')}</span>
          </div>
          {total > 0 && (
            <div className={classes.more}>
              <BulkMenu
                filter={{ workflowId: workflow.id, versionId: counts.versionId, nodeId }}
                label={t('runControl.bulk.label')}
              />
            </div>
          )}
        </>
      )}
      <div className={drawer.body}>
        {runs.isPending && (
          <Loading>
            <div className={classes.loading}>
              <Skeleton width={180} />
              <Skeleton width={220} />
              <Skeleton width={160} />
            </div>
          </Loading>
        )}
        {runs.isError && (
          <ErrorState error={runs.error} what={t('canvas.live.whatRuns')} onRetry={() => void runs.refetch()} />
        )}
        {runs.data && rows.length === 0 && (
          <EmptyState title={t('canvas.live.none')}>{t('canvas.live.noneText', { n: formatCount(passed) })}</EmptyState>
        )}
        <ul>
          {rows.map((run) => (
            <Present key={run.runId} run={run} held={held || pause !== undefined} workflowId={workflow.id} api={api} />
          ))}
        </ul>
        {runs.hasNextPage && (
          <div className={classes.more}>
            <Button size="row" busy={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
              {t('canvas.live.loadMore')}
            </Button>
          </div>
        )}
      </div>
    </aside>
  );
}

/** `held`: by a pause over this step. */
function Present({
  run,
  held,
  workflowId,
  api,
}: { run: PresentRunView; held: boolean; workflowId: string } & Pick<Props, 'api'>) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const act = useRunAction(api);
  const may = useMay(MAY_OPERATE);
  const state =
    run.status === 'active' && held
      ? t('canvas.live.paused')
      : run.status === 'active'
        ? run.until
          ? format.relative(run.until)
          : t('canvas.live.noLimit')
        : t(`canvas.live.${run.status}`);
  return (
    <li className={classes.row}>
      <Link className={classes.who} to="/workflows/$id/run/$runId" params={{ id: workflowId, runId: run.runId }}>
        <b>{run.lead.name}</b>
        <span>{run.reason ?? run.lead.company ?? run.lead.email ?? ''}</span>
      </Link>
      <span className={classes.until} title={run.until ? format.moment(run.until) : undefined}>
        {state}
      </span>
      <span className={classes.actions}>
        {may && run.skipPorts.length > 0 && (
          <IconButton
            label={t('canvas.live.skip')}
            icon={<IconPlayerSkipForward size={16} stroke={1.75} />}
            onClick={() =>
              act.run(
                'skip-wait',
                { runId: run.runId, stepNo: run.stepNo, ...(run.skipPorts[0] ? { port: run.skipPorts[0] } : {}) },
                t('canvas.run.done.skipped'),
              )
            }
          />
        )}
        <Link
          className={classes.iconLink}
          to="/workflows/$id/run/$runId"
          params={{ id: workflowId, runId: run.runId }}
          aria-label={t('canvas.live.open')}
          title={t('canvas.live.open')}
        >
          <IconExternalLink size={16} stroke={1.75} aria-hidden="true" />
        </Link>
      </span>
    </li>
  );
}
