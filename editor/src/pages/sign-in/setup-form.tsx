import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { MIN_PASSWORD } from '@trellis/shared/api/password.ts';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { looksLikeEmail } from '../../ui/looks-like-email.ts';
import classes from './form.module.css';
import { PasswordField } from './password-field.tsx';
import { PasswordStrength } from './password-strength.tsx';

export interface OwnerAccount {
  company: string;
  name: string;
  email: string;
  password: string;
  token: string;
}

interface Props {
  /** The server listens beyond this machine and wants the token it printed. */
  tokenNeeded: boolean;
  busy: boolean;
  error: unknown;
  onSubmit: (account: OwnerAccount) => void;
}

/** The first account: names the workspace and owns it. */
export function SetupForm({ tokenNeeded, busy, error, onSubmit }: Props) {
  const { t } = useTranslation();
  const form = useForm<OwnerAccount>({
    initialValues: { company: '', name: '', email: '', password: '', token: '' },
    validate: {
      company: (value) => (value.trim() ? null : t('signIn.missingCompany')),
      name: (value) => (value.trim() ? null : t('signIn.missingName')),
      email: (value) => (looksLikeEmail(value) ? null : t('signIn.badEmail')),
      password: (value) =>
        [...value].length >= MIN_PASSWORD ? null : t('signIn.shortPassword', { min: MIN_PASSWORD }),
      token: (value) => (!tokenNeeded || value.trim() ? null : t('signIn.missingToken')),
    },
  });
  const companyLabel = (
    <span className={classes.label}>
      {t('signIn.company')}
      <span className={classes.hint}>{t('signIn.companyHint')}</span>
    </span>
  );
  return (
    <form className={classes.form} onSubmit={form.onSubmit(onSubmit)} noValidate>
      <TextInput
        label={companyLabel}
        labelProps={{ style: { display: 'flex' } }}
        autoComplete="organization"
        autoFocus
        {...form.getInputProps('company')}
      />
      <TextInput label={t('signIn.yourName')} autoComplete="name" {...form.getInputProps('name')} />
      <TextInput label={t('signIn.workEmail')} type="email" autoComplete="username" {...form.getInputProps('email')} />
      <div>
        <PasswordField label={t('signIn.password')} autoComplete="new-password" {...form.getInputProps('password')} />
        {form.values.password && <PasswordStrength password={form.values.password} />}
      </div>
      {tokenNeeded && (
        <TextInput
          label={t('signIn.token')}
          description={t('signIn.tokenHint')}
          autoComplete="off"
          {...form.getInputProps('token')}
        />
      )}
      <FormProblem error={error} />
      <Button type="submit" look="primary" size="field" wide busy={busy}>
        {t('signIn.createOwner')}
      </Button>
      <p className={classes.help}>{t('signIn.firstOne')}</p>
    </form>
  );
}
