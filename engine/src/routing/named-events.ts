import type { RoutedEvent } from '../db/queries/routing.ts';

/** What an event that Trellis itself recorded asks routing to do, beyond what any event does. */
export type Asked =
  /** `due`: by a trigger of any kind, for the moment of the lead has come. */
  { kind: 'enter'; workflowId: string; node: string | undefined; due?: boolean } | { kind: 'stop'; workflowId: string };

/** Sources from which such events come; anybody may send an event of the same name, and then it asks for nothing. */
const OWN_SOURCES: ReadonlySet<string> = new Set(['trellis', 'webhook']);

/** Reads what an event asks for; undefined for all others. */
export function askedBy({ name, source, properties }: RoutedEvent): Asked | undefined {
  if (!OWN_SOURCES.has(source)) return undefined;
  const { workflow, node } = properties;
  if (typeof workflow !== 'string') return undefined;
  switch (name) {
    case 'workflow.requested':
      return { kind: 'enter', workflowId: workflow, node: undefined };
    case 'workflow.stop_requested':
      return { kind: 'stop', workflowId: workflow };
    case 'trigger.due':
      return typeof node === 'string' && source === 'trellis'
        ? { kind: 'enter', workflowId: workflow, node, due: true }
        : undefined;
    case 'webhook.received':
      return typeof node === 'string' ? { kind: 'enter', workflowId: workflow, node } : undefined;
    default:
      return undefined;
  }
}
