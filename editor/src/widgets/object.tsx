import { fieldsOf, titleOf } from '../inspector/schema.ts';
import { asRecord, type WidgetProps } from './widget.ts';
import classes from './widgets.module.css';

/** Several fields that belong together, each with its small label; two short ones stand side by side. */
export function ObjectWidget({ id, schema, value, onChange, disabled, label, config, path, widgetOf }: WidgetProps) {
  const fields = fieldsOf(schema);
  const record = asRecord(value);
  return (
    <div role="group" aria-label={label} className={classes.object} data-pair={fields.length === 2 || undefined}>
      {fields.map(({ name, schema: field, required }, index) => {
        const Field = widgetOf(field);
        const fieldId = index === 0 ? id : `${id}-${name}`;
        return (
          <div key={name} className={classes.grow}>
            <label className={classes.small} htmlFor={fieldId}>
              {titleOf(field, name)}
            </label>
            <Field
              id={fieldId}
              schema={field}
              value={record[name]}
              label={titleOf(field, name)}
              required={required}
              disabled={disabled}
              invalid={false}
              config={config}
              widgetOf={widgetOf}
              path={[...path, name]}
              onChange={(next) => {
                const { [name]: _, ...rest } = record;
                onChange(next === undefined ? rest : { ...record, [name]: next });
              }}
            />
          </div>
        );
      })}
    </div>
  );
}
