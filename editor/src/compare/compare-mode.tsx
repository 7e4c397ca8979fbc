import { IconArrowBackUp, IconArrowRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import { PageSkeleton } from '../canvas/page-skeleton.tsx';
import { TopBar } from '../canvas/top-bar.tsx';
import type { VersionView } from '../canvas/workflow-api.ts';
import page from '../canvas/workflow-page.module.css';
import type { ModeProps } from '../canvas/workflow-page.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { Pill } from '../ui/pill.tsx';
import { CompareStage } from './compare-stage.tsx';
import { MakeDraft } from './make-draft.tsx';
import { chooseSides, type Side, sideId } from './sides.ts';
import { useDifference } from './use-sides.ts';

const route = getRouteApi('/signed-in/workflows/$id');

/** Two versions, or one and the draft, on one drawing with what differs in words. */
export default function CompareMode(props: ModeProps) {
  const { t } = useTranslation();
  const { query } = useApi();
  const { workflow, bar } = props;
  const { from, to } = route.useSearch();
  const versions = useQuery(query.versions.list.queryOptions({ input: { workflowId: workflow.id } }));
  // What was worth comparing on arrival stays so: a step taken into the draft must not turn the page to something else.
  const [first, setFirst] = useState<{ from: string; to: string }>();
  const asked = from || to ? { from, to } : (first ?? {});
  const sides = versions.data && chooseSides(asked, versions.data.items, workflow.draftAhead);
  useEffect(() => {
    if (sides && !first) setFirst({ from: sides.from.id, to: sideId(sides.to) });
  }, [sides, first]);
  if (versions.data && sides) return <Compared {...props} {...sides} versions={versions.data.items} />;
  return (
    <>
      <TopBar {...bar} mode="compare" onRename={undefined} state={null}>
        {null}
      </TopBar>
      {versions.error ? (
        <main className={page.centre}>
          <ErrorState error={versions.error} what={t('compare.what')} onRetry={() => void versions.refetch()} />
        </main>
      ) : versions.data ? (
        <main className={page.centre}>
          <EmptyState title={t('compare.none')}>{t('compare.noneText')}</EmptyState>
        </main>
      ) : (
        <PageSkeleton />
      )}
    </>
  );
}

export type ComparedProps = ModeProps & { from: VersionView; to: Side; versions: readonly VersionView[] };

function Compared(props: ComparedProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { workflow, draft, bar, from, to } = props;
  const [making, setMaking] = useState(false);
  const { graphs, changes, error, retry } = useDifference(workflow.id, draft, from, to);
  const fromName = t('compare.version', { version: from.number });
  return (
    <>
      <TopBar
        {...bar}
        mode="compare"
        onRename={undefined}
        state={
          <>
            <SidePill side={{ kind: 'version', version: from }} />
            <IconArrowRight size={12} stroke={2} aria-hidden="true" />
            <SidePill side={to} />
          </>
        }
      >
        {workflow.canEdit && (
          <Button
            icon={<IconArrowBackUp size={14} stroke={1.75} aria-hidden="true" />}
            blocked={!graphs}
            onClick={() => setMaking(true)}
          >
            {t('compare.makeDraft', { version: fromName })}
          </Button>
        )}
      </TopBar>
      {graphs && changes ? (
        <CompareStage
          {...props}
          graphs={graphs}
          changes={changes}
          onSides={(sides) => void navigate({ to: '.', search: ({ node }) => ({ ...sides, node }) })}
        />
      ) : error ? (
        <main className={page.centre}>
          <ErrorState error={error} what={t('compare.what')} onRetry={retry} />
        </main>
      ) : (
        <PageSkeleton />
      )}
      {making && graphs && (
        <MakeDraft
          workflowId={workflow.id}
          draft={draft}
          version={from}
          graph={graphs.from}
          onClose={() => setMaking(false)}
        />
      )}
    </>
  );
}

function SidePill({ side }: { side: Side }) {
  const { t } = useTranslation();
  if (side.kind === 'draft') return <Pill>{t('compare.draft')}</Pill>;
  const { number, current } = side.version;
  if (!current) return <Pill>{t('compare.version', { version: number })}</Pill>;
  return (
    <Pill tone="brand" dot="brand">
      {t('canvas.bar.live', { version: number })}
    </Pill>
  );
}
