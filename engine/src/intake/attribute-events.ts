import { isDeepStrictEqual } from 'node:util';
import type { OwnEvent } from './own-events.ts';

/** `lead.attribute_changed` for each attribute that gets another value; what stays the same fires nothing (3.E1). `by` makes the message ids. */
export function attributeEvents(
  leadId: string,
  by: string,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): OwnEvent[] {
  return Object.entries(after).flatMap(([name, value]) => {
    const from = before[name] ?? null;
    const to = value ?? null;
    if (isDeepStrictEqual(from, to)) return [];
    return [
      { leadId, name: 'lead.attribute_changed', properties: { name, from, to }, messageId: `attribute:${by}:${name}` },
    ];
  });
}
