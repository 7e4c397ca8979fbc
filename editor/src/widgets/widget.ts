import type { ComponentType } from 'react';
import type { FieldSchema } from '../inspector/schema.ts';

/** What every widget gets. Values are the config's JSON, possibly unfinished or wrong: a widget shows what it finds and never throws. */
export interface WidgetProps {
  /** Id for the field's label; the first input takes it. */
  id: string;
  schema: FieldSchema;
  value: unknown;
  /** Undefined empties the field. Called with every change; typing is grouped for undo by the form. */
  onChange: (value: unknown) => void;
  /** Accessible name where the label can't reach. */
  label: string;
  required: boolean;
  disabled: boolean;
  /** Something is wrong with the value and said beside the field. */
  invalid: boolean;
  /** Ids of the texts that describe the field. */
  describedBy?: string | undefined;
  /** The whole config that the field is part of. */
  config: Readonly<Record<string, unknown>>;
  /** Path of the field in the config. */
  path: readonly (string | number)[];
  /** The widget of a part of this field, for lists, objects and branches. */
  widgetOf: (schema: FieldSchema) => ComponentType<WidgetProps>;
}

/** The value where it is a plain object, else an empty one. */
export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}; // checked beside
}

export function asText(value: unknown): string {
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '';
}
