import { TextInput } from '@mantine/core';
import { asText, type WidgetProps } from './widget.ts';

/** A text, a number, or yes or no: read from what is written. Quotes keep a number a text. */
export function ValueWidget({ id, schema, value, onChange, disabled, invalid, describedBy, required }: WidgetProps) {
  const shown =
    typeof value === 'string' &&
    typeof readValue(
      value,
      schema.anyOf?.map(({ type }) => type),
    ) !== 'string'
      ? `"${value}"`
      : asText(value);
  return (
    <TextInput
      id={id}
      value={shown}
      disabled={disabled}
      error={invalid}
      aria-describedby={describedBy}
      aria-required={required}
      onChange={(event) =>
        onChange(
          event.currentTarget.value === ''
            ? undefined
            : readValue(
                event.currentTarget.value,
                schema.anyOf?.map(({ type }) => type),
              ),
        )
      }
    />
  );
}

/** "12" → 12, "true" and "yes" → true, "\"12\"" → "12"; only kinds that the field admits. */
export function readValue(
  text: string,
  kinds: readonly (string | undefined)[] = ['string', 'number', 'boolean'],
): string | number | boolean {
  const quoted = /^"(.*)"$/s.exec(text);
  if (quoted) return quoted[1] ?? '';
  if (kinds.includes('boolean') && /^(true|yes)$/i.test(text)) return true;
  if (kinds.includes('boolean') && /^(false|no)$/i.test(text)) return false;
  const isNumber = kinds.includes('number') || kinds.includes('integer');
  return isNumber && /^-?(0|[1-9]\d{0,14})(\.\d*[1-9])?$/.test(text) ? Number(text) : text;
}
