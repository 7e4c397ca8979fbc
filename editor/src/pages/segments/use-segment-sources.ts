import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useApi } from '../../api/use-api.tsx';
import { useNow, useTimeSetting } from '../../ui/time/clock.tsx';
import type { FormSources } from '../../widgets/form-sources.ts';

const MINUTE = 60_000;

/** What the widgets of a rule know of the workspace: no workflow, no steps, and no event at hand. */
export function useSegmentSources(): FormSources {
  const { call, query } = useApi();
  const events = useQuery(query.catalog.events.queryOptions({ staleTime: MINUTE }));
  const fields = useQuery(query.catalog.leadFields.queryOptions({ staleTime: MINUTE }));
  const things = useQuery(query.catalog.things.queryOptions({ staleTime: MINUTE }));
  const { zone } = useTimeSetting();
  const now = useNow();
  // To the minute, so that examples don't flicker on a fast clock's seconds.
  const minute = Math.floor(now / MINUTE) * MINUTE;
  return useMemo(
    () => ({
      workflowId: '',
      events: events.data?.items ?? [],
      eventsFailed: events.isError,
      leadFields: fields.data?.items ?? [],
      previewMail: (mail, signal) => call.mail.preview(mail, { signal }),
      things: things.data ?? null,
      thingsFailed: things.isError,
      newSegment: null,
      countMatches: (condition, signal) => call.conditions.matches({ condition: { ...condition } }, { signal }),
      steps: [],
      zone,
      now: minute,
    }),
    [events.data, events.isError, fields.data, things.data, things.isError, call, zone, minute],
  );
}
