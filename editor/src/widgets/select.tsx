import { Select } from '@mantine/core';
import { asText, type WidgetProps } from './widget.ts';

/** One of a few values, each with the words that the schema gives it. */
export function SelectWidget({
  id,
  schema,
  value,
  onChange,
  disabled,
  invalid,
  describedBy,
  required,
  label,
}: WidgetProps) {
  const options = (schema.enum ?? []).map((option) => ({
    value: String(option),
    label: schema.labels?.[String(option)] ?? String(option),
  }));
  const known = asText(value);
  // A value that is no longer offered stays visible until another is chosen.
  const data =
    known && !options.some((option) => option.value === known) ? [...options, { value: known, label: known }] : options;
  return (
    <Select
      id={id}
      aria-label={label}
      data={data}
      value={known || (schema.default === undefined ? null : String(schema.default))}
      disabled={disabled}
      error={invalid}
      aria-describedby={describedBy}
      allowDeselect={!required && schema.default === undefined}
      comboboxProps={{ withinPortal: true }}
      onChange={(chosen) =>
        onChange(
          chosen === null ? undefined : ((schema.enum ?? []).find((option) => String(option) === chosen) ?? chosen),
        )
      }
    />
  );
}
