import { Switch } from '@mantine/core';
import type { WidgetProps } from './widget.ts';

/** Yes or no, with its words beside it. */
export function SwitchWidget({ id, schema, value, onChange, disabled, describedBy, label }: WidgetProps) {
  const on = value === undefined ? schema.default === true : value === true;
  return (
    <Switch
      id={id}
      label={label}
      description={schema.help}
      checked={on}
      disabled={disabled}
      aria-describedby={describedBy}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
