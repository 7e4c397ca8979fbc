import type { AttributeKind } from '@trellis/shared/lead/lead.ts';
import type { FormSources } from './form-sources.ts';

/** A field that a condition may name. */
export interface FieldOption {
  name: string;
  label: string;
  kind: AttributeKind | undefined;
  options?: readonly string[] | undefined;
}

export interface FieldGroup {
  source: 'event' | 'trigger' | 'lead' | 'output';
  fields: FieldOption[];
}

/** The fields offered for a form: properties of the events it names (a name may end in `*`), the lead, and earlier steps. */
export function fieldGroups(
  { events, leadFields, steps }: Pick<FormSources, 'events' | 'leadFields' | 'steps'>,
  event: string,
): FieldGroup[] {
  const pattern = event.endsWith('*') ? event.slice(0, -1) : null;
  const properties = new Map<string, AttributeKind>();
  for (const seen of events) {
    const fits = event === '' ? false : pattern === null ? seen.name === event : seen.name.startsWith(pattern);
    if (fits) for (const property of seen.properties) properties.set(property.name, property.kind);
  }
  const own = [...properties].map(([name, kind]): FieldOption => ({ name: `event.${name}`, label: name, kind }));
  const lead = leadFields.map(
    (field): FieldOption => ({
      name: `lead.${field.name}`,
      label: field.label ?? field.name,
      kind: field.kind,
      options: field.options,
    }),
  );
  const output = steps.map((step): FieldOption => ({ name: `output.${step.id}.port`, label: step.name, kind: 'text' }));
  return [
    { source: 'event' as const, fields: own },
    { source: 'lead' as const, fields: lead },
    { source: 'output' as const, fields: output },
  ].filter((group) => group.fields.length > 0);
}

/** What is known of a field. */
export function fieldNamed(groups: readonly FieldGroup[], name: string): FieldOption | undefined {
  return groups.flatMap((group) => group.fields).find((field) => field.name === name);
}
