import type { TimelineEntry, TimelineNodeRef } from '@trellis/shared/api/timeline.ts';
import type { Catalog } from '@trellis/shared/node/catalog.ts';
import type { PlanNode } from '@trellis/shared/plan/plan.ts';
import type { TimelineRow } from '../db/queries/timeline.ts';
import { portLabel } from './run-page.ts';

/** An entry as people read it: nodes by name and type, ports by their label. */
export function toTimelineEntry(catalog: Catalog, row: TimelineRow): TimelineEntry {
  const base = { key: row.key, at: row.at };
  switch (row.kind) {
    case 'event': {
      const { ended, ...facts } = row.facts;
      return {
        kind: 'event',
        ...base,
        ...facts,
        ended: ended.map(({ run, nodeId, node, port }) => ({
          run,
          node: nodeRef(nodeId, node),
          port: port === null ? null : portLabel(catalog, node ?? undefined, port),
        })),
      };
    }
    case 'step': {
      const { nodeId, node, ...facts } = row.facts;
      const label = facts.port === null ? null : portLabel(catalog, node ?? undefined, facts.port);
      return { kind: 'step', ...base, ...facts, node: nodeRef(nodeId, node), portLabel: label };
    }
    case 'send': {
      const { nodeId, node, ...facts } = row.facts;
      return { kind: 'send', ...base, ...facts, node: nodeRef(nodeId, node) };
    }
    case 'near-miss': {
      const { nodeId, node, ...facts } = row.facts;
      return { kind: 'near-miss', ...base, ...facts, node: nodeRef(nodeId, node) };
    }
    case 'consent':
      return { kind: 'consent', ...base, ...row.facts };
    default:
      return row satisfies never;
  }
}

export function nodeRef(id: string, node: PlanNode | null): TimelineNodeRef {
  return { id, name: node?.name ?? id, type: node?.type ?? 'unknown' };
}

/** Properties that say what an event was about, the first that is there. */
const TELLING = ['tag', 'name', 'title', 'path', 'topic', 'url'];

/** An event in a few words for lists: `Clicked “read-guide”`, `Visited /pricing`, `content.downloaded “field-service”`. */
export function eventWords(name: string, properties: Record<string, unknown>): string {
  const about = TELLING.map((key) => properties[key]).find(
    (value): value is string => typeof value === 'string' && value !== '',
  );
  const quoted = about ? ` “${about.slice(0, 60)}”` : '';
  switch (name) {
    case 'email.clicked':
      return `Clicked${quoted || ' a link'}`;
    case 'email.opened':
      return 'Opened a mail';
    case 'email.replied':
      return 'Replied to a mail';
    case 'email.bounced':
      return 'A mail bounced';
    case 'email.complained':
      return 'Complained about a mail';
    case 'email.unsubscribed':
      return 'Unsubscribed';
    case 'sms.replied':
      return 'Replied by text message';
    case 'sms.stopped':
      return 'Stopped text messages';
    case 'page':
      return `Visited${typeof properties.path === 'string' ? ` ${properties.path.slice(0, 60)}` : quoted || ' a page'}`;
    case 'identify':
      return 'Identified';
    default:
      return `${name}${quoted}`;
  }
}
