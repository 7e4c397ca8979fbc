import type { EventRecord } from '../event/event.ts';
import { type JsonValue, readPath } from '../event/json.ts';
import type { LeadSnapshot } from '../lead/lead.ts';
import type { ReadLocal } from './dates.ts';
import type { CountQuery } from './needs.ts';

/** All that a condition may read, loaded beforehand: evaluation asks nothing of the world outside. */
export interface ConditionWorld {
  /** The event at hand, where there is one. */
  event?: EventRecord | undefined;
  trigger?: EventRecord | undefined;
  lead?: LeadSnapshot | undefined;
  /** By node id. */
  outputs?: Readonly<Record<string, unknown>> | undefined;
  variables?: Readonly<Record<string, unknown>> | undefined;
  /** Epoch ms. */
  now: number;
  /** How often the event happened, by the rules of `CountQuery`; undefined if that was not looked up. */
  count?: ((query: CountQuery) => number | undefined) | undefined;
  /** Reads dates without an offset in the lead's time zone; they are UTC if absent. */
  local?: ReadLocal | undefined;
}

const EVENT_FIELDS = new Set(['id', 'name', 'occurredAt', 'receivedAt', 'messageId', 'properties']);
const LEAD_FIELDS = new Set([
  'id',
  'email',
  'phone',
  'timeZone',
  'stage',
  'tags',
  'consent',
  'createdAt',
  'attributes',
]);

/** The value of a field; undefined if any part of its path is missing or its source is not there. */
export function readField(field: string, world: ConditionWorld): JsonValue | undefined {
  const dot = field.indexOf('.');
  const path = field.slice(dot + 1);
  switch (field.slice(0, dot)) {
    case 'event':
      return readOwnOr(world.event, EVENT_FIELDS, 'properties', path);
    case 'trigger':
      return readOwnOr(world.trigger, EVENT_FIELDS, 'properties', path);
    case 'lead':
      return readOwnOr(world.lead, LEAD_FIELDS, 'attributes', path);
    case 'output':
      return readJson(world.outputs, path);
    case 'run':
      return readJson(world.variables, path);
    default:
      return undefined;
  }
}

/** Reads a record's own field, or, for the short form (`event.topic`, `lead.city`), its property or attribute. */
function readOwnOr<Bag extends 'properties' | 'attributes'>(
  record: Record<Bag, Record<string, JsonValue>> | undefined,
  own: ReadonlySet<string>,
  bag: Bag,
  path: string,
): JsonValue | undefined {
  if (!record) return undefined;
  const dot = path.indexOf('.');
  const isOwn = own.has(dot === -1 ? path : path.slice(0, dot));
  return isOwn ? readJson(record, path) : readPath(record[bag], path);
}

/** Outputs, variables, events and leads come from JSON columns; their types only don't say so. */
function readJson(record: unknown, path: string): JsonValue | undefined {
  return readPath(record as JsonValue | undefined, path);
}
