import { TextInput } from '@mantine/core';
import { asText, type WidgetProps } from './widget.ts';

/** A day of the calendar, as YYYY-MM-DD. */
export function DateWidget({ id, value, onChange, disabled, invalid, describedBy, required }: WidgetProps) {
  return (
    <TextInput
      id={id}
      type="date"
      w={160}
      value={asText(value)}
      disabled={disabled}
      error={invalid}
      aria-describedby={describedBy}
      aria-required={required}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
}
