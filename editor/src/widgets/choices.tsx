import { MultiSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { WidgetProps } from './widget.ts';

/** Several of a few values, each with the words that the schema gives it. */
export function ChoicesWidget({ id, schema, value, onChange, disabled, invalid, describedBy, label }: WidgetProps) {
  const { t } = useTranslation();
  const options = (schema.items?.enum ?? []).map(String);
  const chosen = (Array.isArray(value) ? value : []).map(String);
  const labels = schema.labels ?? schema.items?.labels;
  return (
    <MultiSelect
      id={id}
      aria-label={label}
      data={[...new Set([...options, ...chosen])].map((option) => ({
        value: option,
        label: labels?.[option] ?? option,
      }))}
      value={chosen}
      placeholder={chosen.length === 0 ? t('inspector.choice.any') : undefined}
      searchable
      disabled={disabled}
      error={invalid}
      aria-describedby={describedBy}
      comboboxProps={{ withinPortal: true }}
      onChange={onChange}
    />
  );
}
