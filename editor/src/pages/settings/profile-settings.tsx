import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { MIN_PASSWORD } from '@trellis/shared/api/password.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useReader } from '../../api/use-reader.tsx';
import { Button } from '../../ui/button.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { useToast } from '../../ui/toast.tsx';
import { PasswordField } from '../sign-in/password-field.tsx';
import { PasswordStrength } from '../sign-in/password-strength.tsx';
import { Setting, SettingFoot, SettingSection } from './setting.tsx';

/** The reader's own name and password. */
export default function ProfileSettings() {
  const { t } = useTranslation();
  return (
    <>
      <SettingSection title={t('you.profile')} lead={t('you.profileLead')}>
        <NameForm />
      </SettingSection>
      <SettingSection title={t('you.password')} lead={t('you.passwordLead')}>
        <PasswordForm />
      </SettingSection>
    </>
  );
}

function NameForm() {
  const { t } = useTranslation();
  const { query } = useApi();
  const { user } = useReader();
  const queryClient = useQueryClient();
  const toast = useToast();
  const rename = useMutation(query.account.rename.mutationOptions());
  const form = useForm({ initialValues: { name: user.name } });
  const submit = ({ name }: { name: string }) =>
    rename.mutate(
      { name: name.trim() },
      {
        onSuccess: () => {
          void queryClient.invalidateQueries({ queryKey: query.session.key() });
          form.resetDirty();
          toast({ text: t('you.saved') });
        },
      },
    );
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Setting label={t('you.name')} hint={t('you.nameHint')}>
        <TextInput aria-label={t('you.name')} autoComplete="name" maxLength={80} {...form.getInputProps('name')} />
      </Setting>
      <Setting label={t('you.email')} hint={t('you.emailHint')}>
        <TextInput aria-label={t('you.email')} value={user.email} disabled />
      </Setting>
      <SettingFoot>
        <Button type="submit" busy={rename.isPending} blocked={!form.isDirty() || !form.values.name.trim()}>
          {t('settings.save')}
        </Button>
        <FormProblem error={rename.error} />
      </SettingFoot>
    </form>
  );
}

function PasswordForm() {
  const { t } = useTranslation();
  const { query } = useApi();
  const toast = useToast();
  const change = useMutation(query.account.changePassword.mutationOptions());
  const form = useForm({
    initialValues: { password: '', newPassword: '' },
    validate: {
      password: (value) => (value ? null : t('signIn.missingPassword')),
      newPassword: (value) =>
        [...value].length >= MIN_PASSWORD ? null : t('signIn.shortPassword', { min: MIN_PASSWORD }),
    },
  });
  const onSuccess = () => {
    form.reset();
    toast({ text: t('you.changed') });
  };
  return (
    <form onSubmit={form.onSubmit((values) => change.mutate(values, { onSuccess }))} noValidate>
      <Setting label={t('you.present')} hint="">
        <PasswordField
          aria-label={t('you.present')}
          autoComplete="current-password"
          {...form.getInputProps('password')}
        />
      </Setting>
      <Setting label={t('you.next')} hint={t('you.nextHint', { min: MIN_PASSWORD })}>
        <div>
          <PasswordField
            aria-label={t('you.next')}
            autoComplete="new-password"
            {...form.getInputProps('newPassword')}
          />
          {form.values.newPassword && <PasswordStrength password={form.values.newPassword} />}
        </div>
      </Setting>
      <SettingFoot>
        <Button type="submit" look="primary" busy={change.isPending} blocked={!form.isDirty()}>
          {t('you.change')}
        </Button>
        <FormProblem error={change.error} />
      </SettingFoot>
    </form>
  );
}
