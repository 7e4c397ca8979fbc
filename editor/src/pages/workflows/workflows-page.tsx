import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { MAY_DRAW } from '@trellis/shared/api/roles.ts';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useMay } from '../../api/use-reader.tsx';
import { Button } from '../../ui/button.tsx';
import { CountTabs } from '../../ui/count-tabs.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Page, PageBar } from '../../ui/page.tsx';
import { ScrollBody } from '../../ui/scroll-body.tsx';
import { TableSkeleton } from '../../ui/skeleton.tsx';
import { filterTabs, filterWorkflows } from './filter-workflows.ts';
import { useCreateWorkflow } from './use-create-workflow.ts';
import classes from './workflows-page.module.css';
import { WorkflowsTable } from './workflows-table.tsx';

const route = getRouteApi('/signed-in/shell/workflows');

/** All workflows with their numbers of the last 30 days. */
export default function WorkflowsPage() {
  const { t } = useTranslation();
  const { query } = useApi();
  const { show = 'all' } = route.useSearch();
  const navigate = useNavigate();
  const list = useQuery(
    query.workflows.list.queryOptions({ input: show === 'archived' ? { status: 'archived' } : {} }),
  );
  const create = useCreateWorkflow();
  const mayDraw = useMay(MAY_DRAW);
  const scroller = useRef<HTMLDivElement>(null);
  const newButton = (look: 'primary' | 'default') =>
    mayDraw && (
      <Button
        look={look}
        icon={<IconPlus aria-hidden="true" />}
        busy={create.isPending}
        onClick={() => create.mutate()}
      >
        {t('workflows.new')}
      </Button>
    );
  const counts = list.data?.counts;
  const rows = filterWorkflows(list.data?.items ?? [], show);
  return (
    <Page title={t('workflows.title')} actions={newButton('primary')}>
      <PageBar>
        <CountTabs
          label={t('workflows.filters')}
          value={show}
          tabs={filterTabs(counts, show).map((tab) => ({ ...tab, label: t(`workflows.${tab.value}`) }))}
          onChange={(next) => void navigate({ to: '/workflows', search: next === 'all' ? {} : { show: next } })}
        />
        <span className={classes.period}>{t('workflows.lastDays')}</span>
      </PageBar>
      <ScrollBody ref={scroller}>
        {list.isError && (
          <ErrorState error={list.error} what={t('workflows.what')} onRetry={() => void list.refetch()} />
        )}
        {list.isPending && <TableSkeleton columns={[260, 60, 60, 40, 40, 96, 110]} />}
        {rows.length > 0 && <WorkflowsTable rows={rows} scrollRef={scroller} />}
        {list.data && rows.length === 0 && show === 'all' && (
          <EmptyState title={t('workflows.emptyTitle')} action={newButton('default')}>
            {t('workflows.emptyText')}
          </EmptyState>
        )}
        {list.data && rows.length === 0 && show !== 'all' && (
          <EmptyState
            title={t('workflows.noneTitle', { filter: t(`workflows.${show}`).toLocaleLowerCase() })}
            action={
              <Button onClick={() => void navigate({ to: '/workflows', search: {} })}>{t('workflows.showAll')}</Button>
            }
          >
            {t('workflows.noneText', { count: list.data.counts.all })}
          </EmptyState>
        )}
      </ScrollBody>
    </Page>
  );
}
