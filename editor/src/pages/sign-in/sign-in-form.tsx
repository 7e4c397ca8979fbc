import { Checkbox, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { looksLikeEmail } from '../../ui/looks-like-email.ts';
import classes from './form.module.css';
import { PasswordField } from './password-field.tsx';

export interface Credentials {
  email: string;
  password: string;
  /** Keep the session for 30 days instead of until the browser closes. */
  stay: boolean;
}

interface Props {
  busy: boolean;
  error: unknown;
  /** Before the server pauses sign-in for 15 minutes; known after a refusal. */
  triesLeft?: number | undefined;
  onSubmit: (credentials: Credentials) => void;
}

/** Email and password; a refusal stands under the password and keeps what was typed. */
export function SignInForm({ busy, error, triesLeft, onSubmit }: Props) {
  const { t } = useTranslation();
  const form = useForm<Credentials>({
    initialValues: { email: '', password: '', stay: true },
    validate: {
      email: (value) => (looksLikeEmail(value) ? null : t('signIn.badEmail')),
      password: (value) => (value ? null : t('signIn.missingPassword')),
    },
  });
  return (
    <form className={classes.form} onSubmit={form.onSubmit(onSubmit)} noValidate>
      <TextInput
        label={t('signIn.workEmail')}
        type="email"
        autoComplete="username"
        autoFocus
        {...form.getInputProps('email')}
      />
      <PasswordField label={t('signIn.password')} autoComplete="current-password" {...form.getInputProps('password')} />
      <FormProblem
        error={error}
        advice={triesLeft === undefined ? undefined : t('signIn.triesLeft', { count: triesLeft })}
      />
      <div className={classes.stay}>
        <Checkbox label={t('signIn.staySignedIn')} {...form.getInputProps('stay', { type: 'checkbox' })} />
        {t('signIn.staySignedInDays')}
      </div>
      <Button type="submit" look="primary" size="field" wide busy={busy}>
        {t('signIn.signIn')}
      </Button>
      <p className={classes.help}>
        <Link to="/forgot-password">{t('door.forgot')}</Link>
      </p>
      <p className={classes.help}>{t('signIn.noAccount')}</p>
    </form>
  );
}
