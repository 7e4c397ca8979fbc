import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import drawer from '../inspector/inspector.module.css';
import { Inspector } from '../inspector/inspector.tsx';
import { Outline } from '../outline/outline.tsx';
import { EditorProvider, useEditorState } from '../store/editor.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { Pill } from '../ui/pill.tsx';
import { useTimeFormat } from '../ui/time/use-time-format.ts';
import { FormSourcesProvider } from '../widgets/form-sources.ts';
import { Canvas } from './canvas.tsx';
import classes from './drawers.module.css';
import { NO_OVERLAY } from './overlay.ts';
import { PageSkeleton } from './page-skeleton.tsx';
import { RulesCard } from './rules-card.tsx';
import { TopBar } from './top-bar.tsx';
import { useFormSourcesOf } from './use-form-sources.ts';
import { useNarrow } from './use-narrow.ts';
import { useViewer } from './use-viewer.ts';
import type { VersionView } from './workflow-api.ts';
import page from './workflow-page.module.css';
import type { ModeProps } from './workflow-page.tsx';

const route = getRouteApi('/signed-in/workflows/$id');

/** The published versions; the chosen one is drawn, with its forms to read. */
export function VersionsMode(props: ModeProps) {
  const { t } = useTranslation();
  const { query } = useApi();
  const { workflow, bar } = props;
  const { version: asked } = route.useSearch();
  const versions = useQuery(query.versions.list.queryOptions({ input: { workflowId: workflow.id } }));
  const chosen = versions.data?.items.find((version) => version.id === asked) ?? versions.data?.items[0];
  const version = useQuery(
    query.versions.get.queryOptions({
      input: { workflowId: workflow.id, versionId: chosen?.id ?? '' },
      enabled: chosen !== undefined,
      staleTime: Number.POSITIVE_INFINITY,
    }),
  );
  const failed = versions.error ?? version.error;
  return (
    <>
      <TopBar
        {...bar}
        mode="versions"
        onRename={undefined}
        state={chosen ? <Pill>{t('canvas.bar.version', { version: chosen.number })}</Pill> : null}
      >
        {null}
      </TopBar>
      {failed ? (
        <main className={page.centre}>
          <ErrorState
            error={failed}
            what={t('canvas.versions.what')}
            onRetry={() => void Promise.all([versions.refetch(), version.refetch()])}
          />
        </main>
      ) : versions.data?.items.length === 0 ? (
        <main className={page.centre}>
          <EmptyState title={t('canvas.versions.none')}>{t('canvas.versions.noneText')}</EmptyState>
        </main>
      ) : versions.data && version.data && chosen ? (
        <OldVersion
          key={chosen.id}
          {...props}
          graph={version.data.graph}
          chosen={chosen.id}
          versions={versions.data.items}
        />
      ) : (
        <PageSkeleton />
      )}
    </>
  );
}

function OldVersion({
  graph,
  catalog,
  nodeId,
  chosen,
  versions,
  workflow,
}: ModeProps & { graph: Parameters<typeof useViewer>[0]; chosen: string; versions: readonly VersionView[] }) {
  const viewer = useViewer(graph, catalog, nodeId);
  const sources = useFormSourcesOf(graph, catalog);
  return (
    <EditorProvider value={viewer}>
      <FormSourcesProvider value={sources}>
        <div className={`${page.stage} ${classes.stacked}`}>
          <Drawing />
          <Beside chosen={chosen} versions={versions} workflowId={workflow.id} />
        </div>
      </FormSourcesProvider>
    </EditorProvider>
  );
}

function Drawing() {
  const narrow = useNarrow();
  const outline = useEditorState(({ view }) => view.outline);
  return narrow || outline ? (
    <Outline problems={[]} overlay={NO_OVERLAY} />
  ) : (
    <main className={page.main}>
      <Canvas problems={[]} overlay={NO_OVERLAY}>
        <RulesCard />
      </Canvas>
    </main>
  );
}

/** The list of versions, or the form of the step selected on the drawing. */
function Beside({
  chosen,
  versions,
  workflowId,
}: {
  chosen: string;
  versions: readonly VersionView[];
  workflowId: string;
}) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const navigate = useNavigate();
  const shows = useEditorState(({ view }) => view.selection.length === 1 && view.drawer);
  if (shows) return <Inspector problems={[]} affected={null} />;
  return (
    <aside className={`${drawer.drawer} ${classes.beside}`} aria-label={t('canvas.versions.title')}>
      <header className={classes.stepsHead}>
        <h2 className={classes.title}>{t('canvas.versions.title')}</h2>
      </header>
      <ul className={`${drawer.body} ${classes.versions}`}>
        {versions.map((version) => (
          <li key={version.id}>
            <button
              type="button"
              className={classes.version}
              aria-current={version.id === chosen}
              onClick={() =>
                void navigate({
                  to: '/workflows/$id/versions',
                  params: { id: workflowId },
                  search: { version: version.id },
                })
              }
            >
              <span className={classes.who}>
                <b>{t('canvas.bar.version', { version: version.number })}</b>
                <span>
                  {t('canvas.versions.by', { when: format.moment(version.publishedAt), who: version.publishedBy.name })}
                </span>
              </span>
              {version.current ? (
                <Pill tone="brand" small>
                  {t('canvas.versions.current')}
                </Pill>
              ) : null}
              {version.active > 0 && (
                <span className={classes.until}>{t('canvas.versions.active', { count: version.active })}</span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </aside>
  );
}
