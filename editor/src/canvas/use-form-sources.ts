import { useQuery } from '@tanstack/react-query';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import { useMemo } from 'react';
import { useApi } from '../api/use-api.tsx';
import { useNow, useTimeSetting } from '../ui/time/clock.tsx';
import type { FormSources } from '../widgets/form-sources.ts';

/** What the widgets of the forms know of this workspace, asked of the api once and kept up to date by live changes. */
export function useFormSourcesOf(graph: Graph): FormSources {
  const { call, query } = useApi();
  const events = useQuery(query.catalog.events.queryOptions({ staleTime: 60_000 }));
  const fields = useQuery(query.catalog.leadFields.queryOptions({ staleTime: 60_000 }));
  const { zone } = useTimeSetting();
  const now = useNow();
  // To the minute, so that examples don't flicker on a fast clock's seconds.
  const minute = Math.floor(now / 60_000) * 60_000;
  return useMemo(
    () => ({
      events: events.data?.items ?? [],
      eventsFailed: events.isError,
      leadFields: fields.data?.items ?? [],
      previewMail: (mail, signal) => call.mail.preview(mail, { signal }),
      steps: graph.nodes.map(({ id, name }) => ({ id, name })),
      zone,
      now: minute,
    }),
    [events.data, events.isError, fields.data, call, graph.nodes, zone, minute],
  );
}
