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
  { events, leadFields, steps, starts = [] }: Pick<FormSources, 'events' | 'leadFields' | 'steps' | 'starts'>,
  event: string,
): FieldGroup[] {
  const own = propertiesOf(events, [event]).map(
    ([name, kind]): FieldOption => ({ name: `event.${name}`, label: name, kind }),
  );
  const trigger = propertiesOf(events, starts).map(
    ([name, kind]): FieldOption => ({ name: `trigger.${name}`, label: name, kind }),
  );
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
    { source: 'trigger' as const, fields: trigger },
    { source: 'output' as const, fields: output },
  ].filter((group) => group.fields.length > 0);
}

/** Properties seen on events of these names or patterns, each with its kind. */
function propertiesOf(events: FormSources['events'], names: readonly string[]): [string, AttributeKind][] {
  const properties = new Map<string, AttributeKind>();
  for (const seen of events) {
    const fits = names.some((name) =>
      name.endsWith('*') ? seen.name.startsWith(name.slice(0, -1)) : name !== '' && seen.name === name,
    );
    if (fits) for (const property of seen.properties) properties.set(property.name, property.kind);
  }
  return [...properties];
}

/** What is known of a field. */
export function fieldNamed(groups: readonly FieldGroup[], name: string): FieldOption | undefined {
  return groups.flatMap((group) => group.fields).find((field) => field.name === name);
}
