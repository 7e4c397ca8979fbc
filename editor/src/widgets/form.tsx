import { useTranslation } from 'react-i18next';
import { ChoiceField } from './choice-field.tsx';
import { useFormSources } from './form-sources.ts';
import { asText, type WidgetProps } from './widget.ts';
import { isLost } from './workflow.tsx';

/** A form that pages post to, by its name. */
export function FormWidget(props: WidgetProps) {
  const { t } = useTranslation();
  const { things, thingsFailed } = useFormSources();
  const forms = things?.forms ?? [];
  const chosen = forms.find(({ id }) => id === asText(props.value));
  return (
    <ChoiceField
      {...props}
      invalid={props.invalid || isLost(things !== null, props.value, chosen)}
      choices={forms.map(({ id, name, archived }) => ({ id, name, gone: archived }))}
      placeholder={props.required ? t('inspector.form.placeholder') : t('inspector.form.any')}
      none={
        thingsFailed
          ? t('inspector.choice.loadFailed')
          : things === null
            ? t('inspector.choice.loading')
            : forms.length === 0
              ? t('inspector.form.noneYet')
              : t('inspector.form.none')
      }
    />
  );
}
