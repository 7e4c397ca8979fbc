import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { asText, type WidgetProps } from './widget.ts';

const LEVELS = ['1', '2', '3', '4', '5'] as const;
/** Where nothing is chosen. */
const USUAL = '3';

/** Which of several workflows comes first, 1 to 5. */
export function PriorityWidget({ id, value, onChange, disabled, invalid, describedBy, label }: WidgetProps) {
  const { t } = useTranslation();
  return (
    <Select
      id={id}
      aria-label={label}
      data={LEVELS.map((level) => ({ value: level, label: t(`inspector.priority.p${level}`) }))}
      value={asText(value) || USUAL}
      allowDeselect={false}
      disabled={disabled}
      error={invalid}
      aria-describedby={describedBy}
      onChange={(level) => onChange(level === null || level === USUAL ? undefined : Number(level))}
    />
  );
}
