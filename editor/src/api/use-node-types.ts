import { useQuery } from '@tanstack/react-query';
import type { NodeDescription } from '@trellis/shared/node/describe.ts';
import type { Category } from '../ui/tile.tsx';
import { useApi } from './use-api.tsx';

export interface NodeLook {
  category: Category;
  icon: string | undefined;
  title: string;
}

/** How each node type looks; a type that is no longer in the catalog (or while it loads) is drawn without category. */
export function useNodeLook(): (type: string) => NodeLook {
  const { query } = useApi();
  const catalog = useQuery(query.catalog.nodes.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
  const byType = new Map<string, Pick<NodeDescription, 'category' | 'icon' | 'title'>>(
    (catalog.data?.items ?? []).map((item) => [item.type, item]),
  );
  return (type) => byType.get(type) ?? { category: 'none', icon: undefined, title: type };
}
