import { useTranslation } from 'react-i18next';
import { ChoiceField } from './choice-field.tsx';
import { fieldGroups, fieldNamed } from './condition-fields.ts';
import { useFormSources } from './form-sources.ts';
import { asText, type WidgetProps } from './widget.ts';
import classes from './widgets.module.css';

/** A field as conditions name it: of the lead, of the event that started the run, of an earlier step; any other can be written. */
export function FieldWidget(props: WidgetProps) {
  const { t } = useTranslation();
  const sources = useFormSources();
  const groups = fieldGroups(sources, '');
  const value = asText(props.value);
  const known = fieldNamed(groups, value) !== undefined;
  const shape = /^(lead|event|trigger|output|run)\.[^\s.]/.test(value);
  return (
    <div>
      <ChoiceField
        {...props}
        invalid={props.invalid || (value !== '' && !known && !shape)}
        choices={groups.flatMap((group) =>
          group.fields.map(({ name, label }) => ({
            id: name,
            name: label,
            group: t(`inspector.condition.sources.${group.source}`),
          })),
        )}
        placeholder={t('inspector.field.placeholder')}
        none={t('inspector.field.none')}
      />
      {value !== '' && !known && !shape && <p className={classes.error}>{t('inspector.field.shape')}</p>}
    </div>
  );
}
