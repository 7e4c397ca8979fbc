import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Button } from '../../ui/button.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { looksLikeEmail } from '../../ui/looks-like-email.ts';
import { AuthFrame } from './auth-frame.tsx';
import classes from './form.module.css';

/** Asks for the mail that lets a person set a new password; says the same whether there is such an account or not. */
export default function ForgotPage() {
  const { t } = useTranslation();
  const { query } = useApi();
  const forgot = useMutation(query.account.forgot.mutationOptions());
  const form = useForm({
    initialValues: { email: '' },
    validate: { email: (value) => (looksLikeEmail(value) ? null : t('signIn.badEmail')) },
  });
  return (
    <AuthFrame title={t('door.forgotTitle')} lead={t('door.forgotText')}>
      <form className={classes.form} noValidate onSubmit={form.onSubmit(({ email }) => forgot.mutate({ email }))}>
        {forgot.isSuccess ? (
          <p role="status">{t('door.forgotSent', { email: form.values.email })}</p>
        ) : (
          <>
            <TextInput
              label={t('signIn.workEmail')}
              type="email"
              autoComplete="username"
              autoFocus
              {...form.getInputProps('email')}
            />
            <FormProblem error={forgot.error} />
            <Button type="submit" look="primary" size="field" wide busy={forgot.isPending}>
              {t('door.forgotSend')}
            </Button>
          </>
        )}
        <p className={classes.help}>
          <Link to="/sign-in">{t('door.back')}</Link>
        </p>
      </form>
    </AuthFrame>
  );
}
