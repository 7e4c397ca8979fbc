import { FORM_MOMENTS, type FormMoment } from '@trellis/shared/node/fields.ts';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { problemAt, useStep } from '../inspector/step-context.ts';
import choice from './choice-field.module.css';
import own from './form-moment.module.css';
import { type Things, useFormSources } from './form-sources.ts';
import { asText, type WidgetProps } from './widget.ts';

const [USUAL] = FORM_MOMENTS;

/** At what an entry of the form counts, each choice with what follows from it; says where nobody would ever confirm. */
export function FormMomentWidget({
  id,
  schema,
  value,
  onChange,
  disabled,
  invalid,
  describedBy,
  label,
  config,
  path,
}: WidgetProps) {
  const { t } = useTranslation();
  const group = useId();
  const { things } = useFormSources();
  const chosen = FORM_MOMENTS.find((one) => one === value) ?? USUAL;
  const never = neverConfirms(things, asText(config.form));
  // The compiler says it under the field once it was chosen; before that it stands where the choice is.
  const told = problemAt(useStep().problems, path) !== undefined;
  const warned = never !== null && !told;
  const texts: Record<FormMoment, string> = {
    submitted: t('inspector.formMoment.submitted'),
    confirmed: !warned
      ? t('inspector.formMoment.confirmed')
      : never.id
        ? t('inspector.formMoment.never', { name: never.name })
        : t('inspector.formMoment.neverAny'),
  };
  return (
    <div>
      <div role="radiogroup" aria-label={label} aria-describedby={describedBy} className={own.options}>
        {FORM_MOMENTS.map((moment) => (
          <label
            key={moment}
            className={own.option}
            data-chosen={moment === chosen || undefined}
            data-invalid={(invalid && moment === chosen) || undefined}
            data-disabled={disabled || undefined}
          >
            <input
              // The field's label names the group: it leads to the choice that is taken.
              id={moment === chosen ? id : undefined}
              type="radio"
              name={group}
              className={own.dot}
              checked={moment === chosen}
              disabled={disabled}
              aria-labelledby={`${group}-${moment}`}
              aria-describedby={`${group}-${moment}-text`}
              onChange={() => onChange(moment === USUAL ? undefined : moment)}
            />
            <span id={`${group}-${moment}`} className={own.name}>
              {schema.labels?.[moment] ?? moment}
            </span>
            <span
              id={`${group}-${moment}-text`}
              className={own.text}
              data-warned={(warned && moment === 'confirmed') || undefined}
            >
              {texts[moment]}
            </span>
          </label>
        ))}
      </div>
      {never && (
        <div className={choice.below}>
          <a href={`/settings/forms${never.id ? `/${never.id}` : ''}`} target="_blank" rel="noreferrer">
            {t(never.id ? 'inspector.formMoment.open' : 'inspector.formMoment.openAll')}
          </a>
        </div>
      )}
    </div>
  );
}

/** The form that asks nobody to confirm; without an id where no form does. Null where somebody may confirm, and while that is not known. */
function neverConfirms(things: Things | null, form: string): { id: string; name: string } | null {
  const open = things?.forms.filter(({ archived }) => !archived);
  if (!open) return null;
  if (form === '') return open.some(({ confirms }) => confirms) ? null : { id: '', name: '' };
  const found = open.find(({ id }) => id === form);
  return found && !found.confirms ? found : null;
}
