import { Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.tsx';
import { Callout } from '../../../ui/callout.tsx';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { Setting, SettingFoot } from '../setting.tsx';
import { FormFields } from './form-fields.tsx';
import { type FormValues, validators } from './form-values.ts';
import classes from './forms.module.css';

interface Props {
  initial: FormValues;
  /** The button that keeps it. */
  save: string;
  isNew: boolean;
  disabled: boolean;
  busy: boolean;
  error: unknown;
  onSave: (values: FormValues, done: () => void) => void;
  /** Workflows that start once the form is confirmed. */
  awaitedBy?: readonly { id: string; name: string }[];
  /** Beside the button. */
  children?: ReactNode;
}

/** All that a form is told: its fields, the words of consent, the mail that asks, and where browsers go afterwards. */
export function FormEditor({ initial, save, isNew, disabled, busy, error, onSave, awaitedBy = [], children }: Props) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: initial, validate: validators(t), validateInputOnBlur: true });
  const { doubleOptIn, wording, fields } = form.getValues();
  const asks = wording.trim() !== '';
  return (
    <form onSubmit={form.onSubmit((values) => onSave(values, () => form.resetDirty()))} noValidate>
      <Setting label={t('forms.name')} hint={t('forms.nameHint')}>
        <TextInput
          aria-label={t('forms.name')}
          placeholder={t('forms.namePlaceholder')}
          maxLength={120}
          disabled={disabled}
          {...form.getInputProps('name')}
        />
      </Setting>
      <Setting tall label={t('forms.fields')} hint={t('forms.fieldsHint')}>
        <FormFields
          fields={fields}
          problem={typeof form.errors.fields === 'string' ? form.errors.fields : undefined}
          disabled={disabled}
          onChange={(next) => form.setFieldValue('fields', next)}
        />
      </Setting>
      <Setting label={t('forms.wording')} hint={t('forms.wordingHint')}>
        <Textarea
          aria-label={t('forms.wording')}
          placeholder={t('forms.wordingPlaceholder')}
          description={asks ? undefined : t('forms.noWording')}
          autosize
          minRows={2}
          maxLength={2_000}
          disabled={disabled}
          {...form.getInputProps('wording')}
        />
      </Setting>
      {asks && (
        <Setting label={t('forms.double')} hint={t('forms.doubleHint')}>
          <Switch
            label={t('forms.doubleLabel')}
            disabled={disabled}
            {...form.getInputProps('doubleOptIn', { type: 'checkbox' })}
          />
        </Setting>
      )}
      {!(asks && doubleOptIn) && awaitedBy.length > 0 && (
        <div className={classes.awaited} role="status">
          <Callout
            icon={<IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />}
            title={t('forms.awaited', { names: awaitedBy.map(({ name }) => `“${name}”`).join(', ') })}
          >
            {t('forms.awaitedText', { count: awaitedBy.length })}
          </Callout>
        </div>
      )}
      {asks && doubleOptIn && (
        <>
          <Setting label={t('forms.subject')} hint={t('forms.subjectHint')}>
            <TextInput
              aria-label={t('forms.subject')}
              maxLength={200}
              disabled={disabled}
              {...form.getInputProps('confirmSubject')}
            />
          </Setting>
          <Setting tall label={t('forms.body')} hint={t('forms.bodyHint', { variable: '{{ confirm_url }}' })}>
            <Textarea
              aria-label={t('forms.body')}
              autosize
              minRows={6}
              maxRows={16}
              disabled={disabled}
              {...form.getInputProps('confirmBody')}
            />
          </Setting>
        </>
      )}
      <Setting label={t('forms.redirect')} hint={t('forms.redirectHint')}>
        <TextInput aria-label={t('forms.redirect')} disabled={disabled} {...form.getInputProps('redirectUrl')} />
      </Setting>
      <Setting label={t('forms.origins')} hint={t('forms.originsHint')}>
        <div>
          <TagsInput
            aria-label={t('forms.origins')}
            placeholder={t('forms.originAdd')}
            maxTags={50}
            disabled={disabled}
            {...form.getInputProps('postOrigins')}
          />
        </div>
      </Setting>
      <Setting label={t('forms.redirectOrigins')} hint={t('forms.redirectOriginsHint')}>
        <div>
          <TagsInput
            aria-label={t('forms.redirectOrigins')}
            placeholder={t('forms.originAdd')}
            maxTags={50}
            disabled={disabled}
            {...form.getInputProps('redirectOrigins')}
          />
        </div>
      </Setting>
      <SettingFoot>
        {!disabled && (
          <Button type="submit" look="primary" busy={busy} blocked={!isNew && !form.isDirty()}>
            {save}
          </Button>
        )}
        {children}
        <FormProblem error={error} />
      </SettingFoot>
      <div className={classes.end} />
    </form>
  );
}
