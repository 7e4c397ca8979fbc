import { Checkbox, Select, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type FormField, formFieldSchema } from '@trellis/shared/api/forms.ts';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../../api/use-api.tsx';
import { Button } from '../../../ui/button.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { attributeName } from '../../imports/mapping-targets.ts';
import classes from './forms.module.css';

interface Props {
  fields: readonly FormField[];
  problem: string | undefined;
  disabled: boolean;
  onChange: (fields: FormField[]) => void;
}

/** The fields of a form: name in the page, what it becomes, whether it has to be filled in. */
export function FormFields({ fields, problem, disabled, onChange }: Props) {
  const { t } = useTranslation();
  const { query } = useApi();
  const known = useQuery(query.catalog.leadFields.queryOptions({ staleTime: 60_000 }));
  const attributes = (known.data?.items ?? []).filter(({ name }) => !/^(email|phone|timeZone|consent)/.test(name));
  const set = (index: number, change: Partial<FormField>) =>
    onChange(fields.map((field, at) => (at === index ? { ...field, ...change } : field)));
  return (
    <div className={classes.fields}>
      {fields.map((field, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the name is what is being typed, so it cannot be the key
        <div key={index} className={classes.field}>
          <TextInput
            aria-label={t('forms.fieldName', { number: index + 1 })}
            value={field.name}
            maxLength={100}
            disabled={disabled}
            onChange={(event) => set(index, { name: event.currentTarget.value })}
          />
          <Select
            aria-label={t('forms.fieldTo', { name: field.name })}
            data={optionsFor(field, attributes, t)}
            value={field.to}
            searchable
            allowDeselect={false}
            disabled={disabled}
            onChange={(next) => {
              const { data } = formFieldSchema.shape.to.safeParse(next);
              if (data) set(index, { to: data });
            }}
          />
          {field.to === 'email' ? (
            <span className={classes.always}>{t('forms.required')}</span>
          ) : (
            <Checkbox
              label={t('forms.required')}
              aria-label={t('forms.requiredOf', { name: field.name })}
              checked={field.required}
              disabled={disabled}
              onChange={(event) => set(index, { required: event.currentTarget.checked })}
            />
          )}
          <IconButton
            label={t('forms.removeField', { name: field.name })}
            icon={<IconTrash />}
            disabled={disabled || fields.length === 1}
            onClick={() => onChange(fields.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <div className={classes.under}>
        <Button
          size="row"
          icon={<IconPlus size={14} aria-hidden="true" />}
          blocked={disabled}
          onClick={() => onChange([...fields, { name: '', to: 'properties.answer', required: false }])}
        >
          {t('forms.addField')}
        </Button>
        <span role="alert" className={classes.problem}>
          {problem}
        </span>
      </div>
    </div>
  );
}

/** The lead's own fields, its attributes, and a property of the event that is named after the field. */
function optionsFor(
  { name, to }: FormField,
  attributes: readonly { name: string; label?: string | undefined }[],
  t: TFunction,
) {
  const own = attributeName(name) || 'answer';
  const names = new Set(attributes.map((attribute) => `attributes.${attribute.name}`));
  const fresh = [...new Set([`attributes.${own}`, ...(to.startsWith('attributes.') ? [to] : [])])];
  const properties = [...new Set([`properties.${own}`, ...(to.startsWith('properties.') ? [to] : [])])];
  const behind = (path: string) => path.slice(path.indexOf('.') + 1);
  return [
    {
      group: t('forms.group.lead'),
      items: (['email', 'phone', 'timeZone'] as const).map((value) => ({ value, label: t(`forms.target.${value}`) })),
    },
    {
      group: t('forms.group.attributes'),
      items: [
        ...attributes.map((attribute) => ({
          value: `attributes.${attribute.name}`,
          label: attribute.label ?? attribute.name,
        })),
        ...fresh
          .filter((value) => !names.has(value))
          .map((value) => ({ value, label: t('forms.newAttribute', { name: behind(value) }) })),
      ],
    },
    {
      group: t('forms.group.event'),
      items: properties.map((value) => ({ value, label: t('forms.property', { name: behind(value) }) })),
    },
  ];
}
