import { useTranslation } from 'react-i18next';
import own from './choice-field.module.css';
import { ChoiceField } from './choice-field.tsx';
import { useFormSources } from './form-sources.ts';
import { asText, type WidgetProps } from './widget.ts';

/** Another workflow, by its name; kept by its id, so that renaming it breaks nothing. */
export function WorkflowWidget(props: WidgetProps) {
  const { t } = useTranslation();
  const { things, thingsFailed } = useFormSources();
  const workflows = things?.workflows ?? [];
  const chosen = workflows.find(({ id }) => id === asText(props.value));
  const byHand = props.schema.needs === 'manual-trigger';
  return (
    <div>
      <ChoiceField
        {...props}
        invalid={props.invalid || isLost(things !== null, props.value, chosen)}
        choices={workflows.map(({ id, name, status, archived, byHand: enters }) => ({
          id,
          name,
          gone: archived,
          note: byHand && !enters ? t('inspector.workflow.notByHand') : t(`inspector.workflow.status.${status}`),
        }))}
        placeholder={t('inspector.workflow.placeholder')}
        none={
          thingsFailed
            ? t('inspector.choice.loadFailed')
            : things === null
              ? t('inspector.choice.loading')
              : t('inspector.workflow.none')
        }
      />
      {chosen && (
        <div className={own.below}>
          <a href={`/workflows/${chosen.id}/edit`} target="_blank" rel="noreferrer">
            {t('inspector.workflow.open')}
          </a>
        </div>
      )}
    </div>
  );
}

/** True for a value that names nothing that is in use, once that is known. */
export function isLost(known: boolean, value: unknown, chosen: { archived: boolean } | undefined): boolean {
  return known && asText(value) !== '' && (chosen === undefined || chosen.archived);
}
