import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Page } from '../../ui/page.tsx';
import { ScrollBody } from '../../ui/scroll-body.tsx';
import { TableSkeleton } from '../../ui/skeleton.tsx';
import { FormSourcesProvider } from '../../widgets/form-sources.ts';
import { SegmentForm } from './segment-form.tsx';
import { useSegmentSources } from './use-segment-sources.ts';

const route = getRouteApi('/signed-in/shell/segments/new');

/** A new segment, or the name and rule of one that is there. */
export default function SegmentFormPage() {
  const { t } = useTranslation();
  const { query } = useApi();
  const { id } = useParams({ strict: false });
  const sources = useSegmentSources();
  const segment = useQuery(
    query.segments.get.queryOptions({ input: { segmentId: id ?? '' }, enabled: id !== undefined, staleTime: 0 }),
  );
  const crumbs = [{ label: t('segments.title'), to: '/segments' as const }];
  const name = segment.data?.name;
  return (
    <FormSourcesProvider value={sources}>
      <Page
        title={id ? (name ? t('segments.editTitle', { name }) : t('segments.edit')) : t('segments.newTitle')}
        crumbs={crumbs}
      >
        <ScrollBody>
          {segment.isError && (
            <ErrorState error={segment.error} what={t('segments.segmentWhat')} onRetry={() => void segment.refetch()} />
          )}
          {id && segment.isPending && <TableSkeleton rows={3} columns={[236, 420]} />}
          {!id && <NewSegment />}
          {segment.data && <SegmentForm key={segment.data.id} segment={segment.data} />}
        </ScrollBody>
      </Page>
    </FormSourcesProvider>
  );
}

function NewSegment() {
  const { kind } = route.useSearch();
  return <SegmentForm startsAs={kind ?? 'rule'} />;
}
