import { IconBolt } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import { useTranslation } from 'react-i18next';
import { asFieldSchema, fieldsOf } from '../inspector/schema.ts';
import type { CatalogIndex } from '../store/catalog-index.ts';
import { buttonClass } from '../ui/button.tsx';

/** To the page that sends a test event, with the first trigger's event filled in. */
export function TestEventLink({ graph, catalog }: { graph: Graph; catalog: CatalogIndex }) {
  const { t } = useTranslation();
  const event = firstEvent(graph, catalog);
  return (
    <Link to="/test-event" search={event ? { event } : {}} className={buttonClass({})}>
      <IconBolt size={14} stroke={1.75} aria-hidden="true" />
      {t('canvas.bar.test')}
    </Link>
  );
}

/** The event that starts this workflow: what stands in the field with the event widget of the first trigger that has one. */
function firstEvent(graph: Graph, catalog: CatalogIndex): string | undefined {
  for (const node of graph.nodes) {
    const type = catalog.get(node.type);
    if (!type?.trigger) continue;
    const field = fieldsOf(asFieldSchema(type.schema)).find(({ schema }) => schema.widget === 'event');
    const event = field ? node.config[field.name] : undefined;
    if (typeof event === 'string' && event !== '' && !event.endsWith('*')) return event;
  }
  return undefined;
}
