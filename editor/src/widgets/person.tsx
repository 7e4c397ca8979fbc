import { ROLES } from '@trellis/shared/api/roles.ts';
import { useTranslation } from 'react-i18next';
import { ChoiceField } from './choice-field.tsx';
import { useFormSources } from './form-sources.ts';
import { asText, type WidgetProps } from './widget.ts';

/** Somebody who works here, or whoever has a role. */
export function PersonWidget(props: WidgetProps) {
  const { t } = useTranslation();
  const { things, thingsFailed } = useFormSources();
  const people = things?.people ?? [];
  const inRole = (role: string) => people.filter((person) => person.role === role).length;
  const choices = [
    ...people.map(({ id, name, role }) => ({
      id,
      name,
      note: t(`people.roles.${role}`),
      group: t('inspector.person.people'),
    })),
    ...ROLES.map((role) => ({
      id: `role:${role}`,
      name: t('inspector.person.anyOf', { role: t(`people.roles.${role}`) }),
      note: t('inspector.person.count', { count: inRole(role) }),
      group: t('inspector.person.roles'),
    })),
  ];
  const value = asText(props.value);
  const lost = things !== null && value !== '' && !choices.some(({ id }) => id === value);
  return (
    <ChoiceField
      {...props}
      invalid={props.invalid || lost}
      choices={choices}
      placeholder={t('inspector.person.placeholder')}
      none={
        thingsFailed
          ? t('inspector.choice.loadFailed')
          : things === null
            ? t('inspector.choice.loading')
            : t('inspector.person.none')
      }
    />
  );
}
