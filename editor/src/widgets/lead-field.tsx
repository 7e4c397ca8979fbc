import { Autocomplete } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormSources } from './form-sources.ts';
import { asText, type WidgetProps } from './widget.ts';
import classes from './widgets.module.css';

/** The name of a lead attribute: those seen in this workspace; any other can be written. */
export function LeadFieldWidget({ id, value, onChange, disabled, invalid, describedBy, required, label }: WidgetProps) {
  const { t } = useTranslation();
  const { leadFields } = useFormSources();
  const own = leadFields.filter((field) => !field.builtIn);
  const labels = new Map(own.map((field) => [field.name, field.label ?? field.kind]));
  return (
    <Autocomplete
      id={id}
      aria-label={label}
      value={asText(value)}
      data={own.map((field) => field.name)}
      limit={50}
      placeholder={t('inspector.lead.placeholder')}
      disabled={disabled}
      error={invalid}
      aria-describedby={describedBy}
      aria-required={required}
      renderOption={({ option }) => (
        <span className={classes.option}>
          <span className={classes.grow}>{option.value}</span>
          <span className={classes.inside}>{labels.get(option.value)}</span>
        </span>
      )}
      onChange={(next) => onChange(next === '' && !required ? undefined : next)}
    />
  );
}
