import type { UseQueryResult } from '@tanstack/react-query';
import { ErrorState } from './error-state.tsx';
import pane from './pane.module.css';
import { Loading, Skeleton } from './skeleton.tsx';

/** What stands in a pane beside a list while its one thing is not there: why, and the way to ask again, or the grey shape of its head. */
export function PaneState({
  asked,
  what,
}: {
  asked: Pick<UseQueryResult, 'isError' | 'error' | 'refetch'>;
  what: string;
}) {
  if (asked.isError) return <ErrorState error={asked.error} what={what} onRetry={() => void asked.refetch()} />;
  return (
    <Loading>
      <div className={pane.head}>
        <Skeleton width={280} height={16} />
      </div>
    </Loading>
  );
}
