import { useQuery, useQueryClient } from '@tanstack/react-query';
import { MAY_DRAW } from '@trellis/shared/api/roles.ts';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import { useMemo } from 'react';
import { useApi } from '../api/use-api.tsx';
import { useMay } from '../api/use-reader.tsx';
import { asFieldSchema, fieldsOf } from '../inspector/schema.ts';
import { type CatalogIndex, isTrigger } from '../store/catalog-index.ts';
import { useNow, useTimeSetting } from '../ui/time/clock.tsx';
import type { FormSources } from '../widgets/form-sources.ts';

/** What the widgets of the forms know of this workspace, asked of the api once and kept up to date by live changes. */
export function useFormSourcesOf(graph: Graph, catalog: CatalogIndex, workflowId: string): FormSources {
  const { call, query } = useApi();
  const cache = useQueryClient();
  const mayDraw = useMay(MAY_DRAW);
  const events = useQuery(query.catalog.events.queryOptions({ staleTime: 60_000 }));
  const fields = useQuery(query.catalog.leadFields.queryOptions({ staleTime: 60_000 }));
  const things = useQuery(query.catalog.things.queryOptions({ staleTime: 60_000 }));
  const { zone } = useTimeSetting();
  const now = useNow();
  // To the minute, so that examples don't flicker on a fast clock's seconds.
  const minute = Math.floor(now / 60_000) * 60_000;
  return useMemo(
    () => ({
      workflowId,
      events: events.data?.items ?? [],
      eventsFailed: events.isError,
      leadFields: fields.data?.items ?? [],
      previewMail: (mail, signal) => call.mail.preview(mail, { signal }),
      things: things.data ?? null,
      thingsFailed: things.isError,
      newSegment: mayDraw
        ? async (name) => {
            const { id } = await call.segments.create({ name, condition: null });
            await cache.invalidateQueries({ queryKey: query.catalog.things.key() });
            return id;
          }
        : null,
      countMatches: (condition, signal) => call.conditions.matches({ condition: { ...condition } }, { signal }),
      steps: graph.nodes.map(({ id, name }) => ({ id, name })),
      starts: startEvents(graph, catalog),
      zone,
      now: minute,
    }),
    [
      events.data,
      events.isError,
      fields.data,
      things.data,
      things.isError,
      mayDraw,
      call,
      query,
      cache,
      graph,
      catalog,
      workflowId,
      zone,
      minute,
    ],
  );
}

/** The events that triggers of this drawing name, by the field that holds an event's name. */
function startEvents(graph: Graph, catalog: CatalogIndex): string[] {
  return graph.nodes.flatMap((node) => {
    if (!isTrigger(node, catalog)) return [];
    const fields = fieldsOf(asFieldSchema(catalog.get(node.type)?.schema ?? {}));
    return fields.flatMap(({ name, schema }) => {
      const event = schema.widget === 'event' ? node.config[name] : undefined;
      return typeof event === 'string' ? [event] : [];
    });
  });
}
