import { Suspense } from 'react';
import { fieldsOf, titleOf } from '../inspector/schema.ts';
import { problemAt, useStep } from '../inspector/step-context.ts';
import { NestedProblem } from './nested-problem.tsx';
import { asRecord, type WidgetProps } from './widget.ts';
import classes from './widgets.module.css';

/** Several fields that belong together, each with its small label and its help; two short ones stand side by side. */
export function ObjectWidget({ id, schema, value, onChange, disabled, label, config, path, widgetOf }: WidgetProps) {
  const { problems } = useStep();
  const fields = fieldsOf(schema);
  const record = asRecord(value);
  const short = fields.length === 2 && fields.every(({ schema: field }) => !field.widget || SHORT.has(field.widget));
  return (
    <div role="group" aria-label={label} className={classes.object} data-pair={short || undefined}>
      {fields.map(({ name, schema: field, required }, index) => {
        const Field = widgetOf(field);
        const fieldId = index === 0 ? id : `${id}-${name}`;
        const problem = problemAt(problems, [...path, name]);
        const own = field.type === 'boolean' && !field.widget;
        const described = [problem && `${fieldId}-problem`, field.help && !own && `${fieldId}-help`].filter(Boolean);
        return (
          <div key={name} className={classes.grow}>
            {!own && (
              <label className={classes.small} htmlFor={fieldId}>
                {titleOf(field, name)}
              </label>
            )}
            <Suspense fallback={<div className={classes.waiting} />}>
              <Field
                id={fieldId}
                schema={field}
                value={record[name]}
                label={titleOf(field, name)}
                required={required}
                disabled={disabled}
                invalid={problem?.severity === 'error'}
                describedBy={described.join(' ') || undefined}
                // Conditions of an entry ask for the event of that entry.
                config={typeof record.event === 'string' ? { ...config, event: record.event } : config}
                widgetOf={widgetOf}
                path={[...path, name]}
                onChange={(next) => {
                  const { [name]: _, ...rest } = record;
                  onChange(next === undefined ? rest : { ...record, [name]: next });
                }}
              />
            </Suspense>
            <NestedProblem id={`${fieldId}-problem`} path={[...path, name]} />
            {field.help && !own && !problem && (
              <p id={`${fieldId}-help`} className={classes.help}>
                {field.help}
              </p>
            )}
          </div>
        );
      })}
    </div>
  );
}

/** Widgets narrow enough to stand beside another. */
const SHORT: ReadonlySet<string> = new Set(['lead-field', 'field', 'template-text']);
