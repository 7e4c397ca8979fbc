import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { MAY_OPERATE } from '@trellis/shared/api/roles.ts';
import type { Segment } from '@trellis/shared/api/segments.ts';
import { useCallback, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiClient } from '../../api/client.ts';
import { useApi } from '../../api/use-api.tsx';
import { useMay } from '../../api/use-reader.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { EMPTY_VALUE } from '../../ui/format-number.ts';
import { problemOf } from '../../ui/problem.ts';
import { ScrollBody } from '../../ui/scroll-body.tsx';
import { TableSkeleton } from '../../ui/skeleton.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { RelativeTime } from '../../ui/time/time.tsx';
import { useToast } from '../../ui/toast.tsx';
import { useProblemText } from '../../ui/use-problem-text.ts';
import classes from './members-table.module.css';

type Member = Awaited<ReturnType<ApiClient['segments']['members']>>['items'][number];
const PAGE_SIZE = 100;

/** Who is in, last entered first, fetched while scrolling and drawn in a window. */
export function MembersTable({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const scroller = useRef<HTMLDivElement>(null);
  const list = useInfiniteQuery(
    query.segments.members.infiniteOptions({
      input: (cursor: string | undefined) => ({
        segmentId: segment.id,
        limit: PAGE_SIZE,
        ...(cursor ? { cursor } : {}),
      }),
      initialPageParam: undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
    }),
  );
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const columns = useColumns(segment);
  return (
    <div className={classes.members}>
      <ScrollBody ref={scroller}>
        {list.isError && (
          <ErrorState error={list.error} what={t('segments.membersWhat')} onRetry={() => void list.refetch()} />
        )}
        {list.isPending && <TableSkeleton columns={[160, 160, 220, 100]} />}
        {rows.length > 0 && (
          <Table
            label={t('segments.members')}
            columns={columns}
            rows={rows}
            rowKey={({ lead }) => lead.id}
            scrollRef={scroller}
            onNearEnd={more}
          />
        )}
        {list.data && rows.length === 0 && (
          <EmptyState title={t('segments.noMembersTitle')}>
            {t(
              segment.looking
                ? 'segments.lookingText'
                : segment.condition
                  ? 'segments.noMembersRule'
                  : 'segments.noMembersList',
            )}
          </EmptyState>
        )}
      </ScrollBody>
    </div>
  );
}

function useColumns(segment: Segment): Column<Member>[] {
  const { t } = useTranslation();
  const mayOperate = useMay(MAY_OPERATE);
  return [
    {
      id: 'lead',
      header: t('segments.lead'),
      width: 190,
      cell: ({ lead }) => (
        <Link to="/leads/$id" params={{ id: lead.id }}>
          {lead.name}
        </Link>
      ),
    },
    {
      id: 'company',
      header: t('segments.company'),
      width: 170,
      secondary: true,
      cell: ({ lead }) => lead.company ?? EMPTY_VALUE,
    },
    { id: 'email', header: t('segments.email'), secondary: true, cell: ({ lead }) => lead.email ?? EMPTY_VALUE },
    {
      id: 'since',
      header: t('segments.since'),
      width: 110,
      cell: ({ enteredAt }) => <RelativeTime at={enteredAt} className={classes.when} />,
    },
    {
      id: 'by',
      header: t('segments.by'),
      width: mayOperate && !segment.condition ? 116 : 70,
      secondary: true,
      cell: (member) =>
        mayOperate && !segment.condition ? (
          <RemoveButton segment={segment} member={member} />
        ) : (
          t(member.byHand ? 'segments.hand' : 'segments.byRule')
        ),
    },
  ];
}

/** Takes the lead out at once; the toast takes it back. */
function RemoveButton({ segment, member: { lead } }: { segment: Segment; member: Member }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const toast = useToast();
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const change = useMutation(
    query.segments.changeMembers.mutationOptions({
      onSettled: () => void queryClient.invalidateQueries({ queryKey: query.segments.key() }),
      onError: (error) =>
        toast({ text: t('segments.failed', { why: problemText(problemOf(error)).sentence }), urgent: true }),
    }),
  );
  const input = { segmentId: segment.id, leadIds: [lead.id] };
  return (
    <span className={classes.remove}>
      <Button
        size="row"
        busy={change.isPending}
        aria-label={t('segments.removeOne', { name: lead.name })}
        onClick={() =>
          change.mutate(
            { ...input, change: 'remove' },
            {
              onSuccess: () =>
                toast({
                  text: t('segments.removed', { name: lead.name }),
                  action: { label: t('segments.undo'), run: () => change.mutate({ ...input, change: 'add' }) },
                }),
            },
          )
        }
      >
        {t('segments.remove')}
      </Button>
    </span>
  );
}
