import { readValue } from './sample-event.ts';

/** A property as it is typed. */
export interface Property {
  name: string;
  value: string;
}

/** Whose event it is: a lead that is known, or an address that makes a new one (or finds the one who has it). */
export type Receiver = { kind: 'known'; leadId: string; email: string | undefined } | { kind: 'new'; email: string };

export type Missing = { field: 'event' } | { field: 'lead' } | { field: 'property'; name: string };

/** The first thing that keeps the event from being sent. */
export function whatIsMissing(input: {
  event: string;
  receiver: Receiver | undefined;
  properties: readonly Property[];
}): Missing | undefined {
  if (!input.event.trim()) return { field: 'event' };
  if (!input.receiver) return { field: 'lead' };
  const names = input.properties.map(({ name }) => name.trim()).filter(Boolean);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? undefined : { field: 'property', name: twice };
}

/** Typed properties as data; rows without a name are left out. */
export function toProperties(properties: readonly Property[]): Record<string, unknown> {
  return Object.fromEntries(
    properties.filter(({ name }) => name.trim()).map(({ name, value }) => [name.trim(), readValue(value)]),
  );
}
