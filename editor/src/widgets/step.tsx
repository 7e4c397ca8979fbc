import { useTranslation } from 'react-i18next';
import { ChoiceField } from './choice-field.tsx';
import { useFormSources } from './form-sources.ts';
import { asText, type WidgetProps } from './widget.ts';

/** Another step of this workflow, by its name. */
export function StepWidget(props: WidgetProps) {
  const { t } = useTranslation();
  const { steps } = useFormSources();
  const value = asText(props.value);
  return (
    <ChoiceField
      {...props}
      invalid={props.invalid || (value !== '' && !steps.some(({ id }) => id === value))}
      choices={steps}
      placeholder={t('inspector.step.placeholder')}
      none={t('inspector.step.none')}
    />
  );
}
