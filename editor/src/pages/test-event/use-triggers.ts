import { useQueries, useQuery } from '@tanstack/react-query';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import type { NodeDescription } from '@trellis/shared/node/describe.ts';
import { useApi } from '../../api/use-api.tsx';

/** Enough to offer the events that matter without fetching every drawing of a large workspace. */
const MOST_WORKFLOWS = 12;

/** An event that starts a live workflow, with the properties its filter compares with one value. */
export interface Trigger {
  event: string;
  workflow: { id: string; name: string };
  needs: { name: string; value: string }[];
}

/** What the live workflows wait for at their triggers; `ready` once known (or known to be out of reach). */
export function useTriggers(): { ready: boolean; list: Trigger[] } {
  const { query } = useApi();
  const catalog = useQuery(query.catalog.nodes.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
  const live = useQuery(query.workflows.list.queryOptions({ input: { status: 'live' } }));
  const drawings = useQueries({
    queries: (live.data?.items ?? [])
      .slice(0, MOST_WORKFLOWS)
      .map((row) => query.workflows.get.queryOptions({ input: { workflowId: row.id } })),
  });
  const types = catalog.data?.items ?? [];
  return {
    ready: !catalog.isPending && !live.isPending && drawings.every((drawing) => !drawing.isPending),
    list: drawings.flatMap(({ data }) => (data ? triggersOf(data.draft.graph, types, data) : [])),
  };
}

/** The events of a drawing's trigger nodes. Which field holds the event and which the filter is told by the widgets of the schema. */
export function triggersOf(
  graph: Graph,
  types: readonly NodeDescription[],
  workflow: { id: string; name: string },
): Trigger[] {
  return graph.nodes.flatMap((node) => {
    const type = types.find((candidate) => candidate.type === node.type);
    if (!type?.trigger) return [];
    const event = node.config[fieldWithWidget(type, 'event') ?? ''];
    if (typeof event !== 'string' || event === '' || event.endsWith('*')) return [];
    const filter = node.config[fieldWithWidget(type, 'condition') ?? ''];
    return [{ event, workflow: { id: workflow.id, name: workflow.name }, needs: neededProperties(filter) }];
  });
}

function fieldWithWidget(type: NodeDescription, widget: string): string | undefined {
  const { properties } = type.schema;
  if (typeof properties !== 'object' || properties === null) return undefined;
  return Object.entries(properties).find(([, field]) => isRecord(field) && field.widget === widget)?.[0];
}

/** Properties that an "and" filter wants equal to one value: filling these in makes the sample event match. */
function neededProperties(filter: unknown): Trigger['needs'] {
  if (!isRecord(filter) || !Array.isArray(filter.rules) || filter.combinator === 'or' || filter.not === true) return [];
  return filter.rules.flatMap((rule) => {
    if (!isRecord(rule) || rule.operator !== '=' || typeof rule.field !== 'string' || rule.valueSource === 'field')
      return [];
    const [, name] = /^event\.(?:properties\.)?(.+)$/.exec(rule.field) ?? [];
    const { value } = rule;
    const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return name && name !== 'name' && plain ? [{ name, value: String(value) }] : [];
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
