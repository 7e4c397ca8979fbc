import { useQuery } from '@tanstack/react-query';
import type { SummaryNames } from '@trellis/shared/node/summary.ts';
import { createContext, useContext, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import { eventTitle } from '../widgets/event-title.ts';
import type { Things } from '../widgets/form-sources.ts';

const NamesContext = createContext<SummaryNames>({});
/** How this workspace calls what steps name by id; without one, lines say what it is instead. */
export const NamesProvider = NamesContext.Provider;

export function useNames(): SummaryNames {
  return useContext(NamesContext);
}

/** Asks the workspace for the names behind ids; the same object until one changes. */
export function useWorkspaceNames(): SummaryNames {
  const { t } = useTranslation();
  const { query } = useApi();
  const { data } = useQuery(query.catalog.things.queryOptions({ staleTime: 60_000 }));
  return useMemo(
    () => ({
      event: (name) => eventTitle(t, name),
      ...(data ? { thing: (kind, id) => nameOf(data, kind, id) } : {}),
    }),
    [data, t],
  );
}

/** The same names, and steps of a drawing by theirs: `output.n3.port` is “Insights mail”. */
export function withSteps(names: SummaryNames, stepName: (id: string) => string | undefined): SummaryNames {
  return {
    ...names,
    thing: (kind, id) => (kind === 'step' ? stepName(id) : names.thing?.(kind, id)),
    field: (field) => {
      const [source, id = '', last] = field.split('.');
      return (source === 'output' && last === 'port' ? stepName(id) : undefined) ?? names.field?.(field);
    },
  };
}

/** Null for what is gone. Steps are named by the drawing, roles by no name of the workspace. */
function nameOf(things: Things, kind: string, id: string): string | null | undefined {
  const lists: Record<string, readonly { id: string; name: string }[]> = {
    workflow: things.workflows,
    segment: things.segments,
    form: things.forms,
    person: things.people,
  };
  const list = lists[kind];
  if (!list || id.startsWith('role:')) return undefined;
  return list.find((one) => one.id === id)?.name ?? null;
}
