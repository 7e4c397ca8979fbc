import { TagsInput } from '@mantine/core';
import type { WidgetProps } from './widget.ts';

/** A list of short texts; Enter or a comma ends one. */
export function TagsWidget({ id, schema, value, onChange, disabled, invalid, describedBy, label }: WidgetProps) {
  const entries = Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
  return (
    <TagsInput
      id={id}
      aria-label={label}
      value={entries}
      maxTags={schema.maxItems ?? 100}
      disabled={disabled}
      error={invalid}
      aria-describedby={describedBy}
      acceptValueOnBlur
      onChange={onChange}
    />
  );
}
