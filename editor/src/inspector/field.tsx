import { Suspense, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Diagnostic } from '../canvas/workflow-api.ts';
import { hasOwnLabel, hasParts, widgetOf } from '../widgets/registry.ts';
import classes from './inspector.module.css';
import { type NamedField, titleOf } from './schema.ts';
import { type Expectation, expectationOf } from './validate.ts';

interface Props {
  field: NamedField;
  config: Readonly<Record<string, unknown>>;
  disabled: boolean;
  /** What the compiler found in this field. */
  problems: readonly Diagnostic[];
  first: boolean;
  onChange: (value: unknown) => void;
}

/** Help this long stands under the field instead of beside its label. */
const BESIDE = 34;
/** Each expectation asks for values of its own; they travel beside the key, which the types can't pair up. */
type Translate = (key: string, values: Record<string, string | number>) => string;

/** A field of a form: label with its help on the right, the widget, and beside it what is expected where the value is wrong. */
export function Field({ field: { name, schema, required }, config, disabled, problems, first, onChange }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [touched, setTouched] = useState(false);
  const value = config[name];
  const title = titleOf(schema, name);
  const own = hasOwnLabel(schema);
  const expected = expectationOf(schema, value, required);
  // An empty field says that it is needed only once it was left, or when the compiler has said so.
  const shown = expected && (touched || expected.key !== 'required') ? expected : null;
  const words = (one: Expectation) => (t as Translate)(`inspector.expect.${one.key}`, one.values ?? {});
  // What lies within one of several parts is said beside that part.
  const here = problems.filter(({ path }) => (path?.length ?? 0) <= 1 || !hasParts(schema));
  const [problem] = here;
  // Nobody has come to a new field yet: that it is needed is news, no fault.
  const waiting = !shown && !touched && problem?.code === 'config-missing';
  const missing = problem?.code === 'config-missing' ? t('inspector.expect.required') : problem?.message;
  const found = shown ? words(shown) : waiting ? t('inspector.needed') : (missing ?? null);
  const severity = shown ? 'error' : waiting ? 'needed' : (problem?.severity ?? null);
  const help = schema.help && !own ? schema.help : null;
  const beside = help && title.length + help.length <= BESIDE;
  const Widget = widgetOf(schema);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only notes that the field was left
    <section
      className={classes.section}
      data-first-field={first || undefined}
      data-field={name}
      onBlur={() => setTouched(true)}
    >
      {!own && (
        <div className={classes.label}>
          <label htmlFor={id}>{title}</label>
          {beside && <span className={classes.beside}>{help}</span>}
        </div>
      )}
      <Suspense fallback={<div className={classes.waiting} role="status" aria-label={t('inspector.loading')} />}>
        <Widget
          id={id}
          schema={schema}
          value={value}
          label={title}
          required={required}
          disabled={disabled}
          invalid={severity === 'error'}
          describedBy={found ? `${id}-problem` : help && !beside ? `${id}-help` : undefined}
          config={config}
          path={[name]}
          widgetOf={widgetOf}
          onChange={onChange}
        />
      </Suspense>
      {found && (
        <p
          id={`${id}-problem`}
          className={severity === 'needed' ? classes.needed : severity === 'warning' ? classes.warning : classes.error}
          role="status"
        >
          {found}
        </p>
      )}
      {help && !beside && (
        <p id={`${id}-help`} className={classes.help}>
          {help}
        </p>
      )}
    </section>
  );
}
