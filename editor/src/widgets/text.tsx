import { Textarea, TextInput } from '@mantine/core';
import { asText, type WidgetProps } from './widget.ts';

/** Longer texts than this are written on several lines. */
const ONE_LINE = 400;

/** A plain text. */
export function TextWidget({ id, schema, value, onChange, disabled, invalid, describedBy, required }: WidgetProps) {
  const shared = {
    id,
    value: asText(value),
    disabled,
    error: invalid,
    'aria-describedby': describedBy,
    'aria-required': required,
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange(event.currentTarget.value === '' && !required ? undefined : event.currentTarget.value),
  };
  return schema.multiline || ((schema.maxLength ?? 0) > ONE_LINE && schema.format === undefined && !schema.pattern) ? (
    <Textarea autosize minRows={2} maxRows={14} {...shared} />
  ) : (
    <TextInput {...shared} />
  );
}
