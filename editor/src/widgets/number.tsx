import { TextInput } from '@mantine/core';
import { asText, type WidgetProps } from './widget.ts';

/** A number. What is no number is kept as it was typed, and said to be wrong, so that nothing is lost. */
export function NumberWidget({ id, value, onChange, disabled, invalid, describedBy, required }: WidgetProps) {
  return (
    <TextInput
      id={id}
      inputMode="decimal"
      w={120}
      value={asText(value)}
      disabled={disabled}
      error={invalid}
      aria-describedby={describedBy}
      aria-required={required}
      onChange={(event) => onChange(readNumber(event.currentTarget.value))}
    />
  );
}

/** "3" → 3, "" → undefined, "3 dayz" → "3 dayz", "3." → "3." (still being typed). */
export function readNumber(text: string): number | string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const number = Number(trimmed.replace(',', '.'));
  return Number.isFinite(number) && String(number) === trimmed ? number : text;
}
