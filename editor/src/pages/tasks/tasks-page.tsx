import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Button } from '../../ui/button.tsx';
import { CountTabs } from '../../ui/count-tabs.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Page, PageBar } from '../../ui/page.tsx';
import { TableSkeleton } from '../../ui/skeleton.tsx';
import { FilterChips } from './filter-chips.tsx';
import { askFor, TASK_FILTERS, type TaskSearch, type TaskShow } from './task-filter.ts';
import { TaskList } from './task-list.tsx';
import { TaskPane } from './task-pane.tsx';
import classes from './tasks-page.module.css';

const route = getRouteApi('/signed-in/shell/tasks');
const PAGE_SIZE = 50;
/** What only time makes overdue comes without a live message, ms. */
const ASK_AGAIN = 60_000;

/** What people have to do about leads: the list at the left, one task at the right. Filters and task stand in the address. */
export default function TasksPage() {
  const { t } = useTranslation();
  const { query } = useApi();
  const { id } = useParams({ strict: false });
  const search = route.useSearch();
  const { show = 'open' } = search;
  const navigate = useNavigate();
  const counts = useQuery(query.tasks.summary.queryOptions({ refetchInterval: ASK_AGAIN }));
  const list = useTasks(search);
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const choose = (next: TaskShow) =>
    void navigate({ to: '/tasks', search: { ...search, show: next === 'open' ? undefined : next } });
  const after = rows[rows.findIndex((task) => task.id === id) + 1] ?? rows.find((task) => task.id !== id);
  return (
    <Page title={t('tasks.title')}>
      <PageBar line>
        <CountTabs
          label={t('tasks.filters')}
          value={show}
          tabs={TASK_FILTERS.map((value) => ({
            value,
            label: t(`tasks.show.${value}`),
            count: value === 'done' ? undefined : counts.data?.[value],
          }))}
          onChange={choose}
        />
        <FilterChips search={search} some={rows[0]} />
      </PageBar>
      <div className={classes.columns} data-open={id ? true : undefined}>
        <section className={classes.list} aria-label={t('tasks.list')}>
          {list.isError && <ErrorState error={list.error} what={t('tasks.what')} onRetry={() => void list.refetch()} />}
          {list.isPending && <TableSkeleton rows={8} columns={[180, 90]} />}
          {rows.length > 0 && <TaskList rows={rows} chosen={id} search={search} />}
          {list.data && rows.length === 0 && <NoTasks search={search} open={counts.data?.open ?? 0} />}
          {list.hasNextPage && (
            <div className={classes.more}>
              <Button size="row" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {t('tasks.older')}
              </Button>
            </div>
          )}
        </section>
        {id ? (
          <TaskPane key={id} id={id} next={show === 'done' ? undefined : after} />
        ) : (
          <div className={classes.choose}>{rows.length > 0 && <EmptyState title={t('tasks.chooseTitle')} />}</div>
        )}
      </div>
    </Page>
  );
}

function useTasks(search: TaskSearch) {
  const { query } = useApi();
  return useInfiniteQuery(
    query.tasks.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...askFor(search), limit: PAGE_SIZE, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
      placeholderData: (before) => before,
    }),
  );
}

function NoTasks({ search, open }: { search: TaskSearch; open: number }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { show = 'open', lead, workflow, step } = search;
  if (lead || workflow || step) {
    return (
      <EmptyState
        title={t('tasks.filteredTitle')}
        action={
          <Button onClick={() => void navigate({ to: '/tasks', search: search.show ? { show: search.show } : {} })}>
            {t('tasks.clearFilter')}
          </Button>
        }
      >
        {t('tasks.filteredText')}
      </EmptyState>
    );
  }
  const others = show !== 'open' && open > 0;
  return (
    <EmptyState
      title={t(`tasks.emptyTitle.${show}`)}
      action={others && <Button onClick={() => void navigate({ to: '/tasks' })}>{t('tasks.showOpen')}</Button>}
    >
      {t(`tasks.emptyText.${show}`, { count: open })}
    </EmptyState>
  );
}
