import { TextInput } from '@mantine/core';
import { asText, type WidgetProps } from './widget.ts';

/** A time of day, HH:MM; "9", "930" and "9.30" are understood when the field is left. */
export function TimeWidget({ id, schema, value, onChange, disabled, invalid, describedBy, required }: WidgetProps) {
  return (
    <TextInput
      id={id}
      w={96}
      inputMode="numeric"
      value={value === undefined ? asText(schema.default) : asText(value)}
      disabled={disabled}
      error={invalid}
      aria-describedby={describedBy}
      aria-required={required}
      onChange={(event) => onChange(event.currentTarget.value || (required ? '' : undefined))}
      onBlur={(event) => {
        const read = readTime(event.currentTarget.value);
        if (read && read !== value) onChange(read);
      }}
    />
  );
}

/** "9" → "09:00", "930" → "09:30", "9.30" → "09:30"; null for what is no time of day. */
export function readTime(text: string): string | null {
  const found = /^\s*(\d{1,2})(?:[:. ]?(\d{2}))?\s*$/.exec(text);
  const hour = Number(found?.[1]);
  const minute = Number(found?.[2] ?? 0);
  if (!found || hour > 23 || minute > 59) return null;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
