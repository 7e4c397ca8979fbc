import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useRouterState } from '@tanstack/react-router';
import { MIN_PASSWORD } from '@trellis/shared/api/password.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Button } from '../../ui/button.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { useToast } from '../../ui/toast.tsx';
import { AuthFrame } from './auth-frame.tsx';
import classes from './form.module.css';
import { PasswordField } from './password-field.tsx';
import { PasswordStrength } from './password-strength.tsx';

/** Sets a new password by the token that stands behind `#` in the mailed link. */
export default function ResetPage() {
  const { t } = useTranslation();
  const { query } = useApi();
  const token = useRouterState({ select: (state) => state.location.hash });
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const toast = useToast();
  const reset = useMutation(query.account.reset.mutationOptions());
  const form = useForm({
    initialValues: { newPassword: '' },
    validate: {
      newPassword: (value) =>
        [...value].length >= MIN_PASSWORD ? null : t('signIn.shortPassword', { min: MIN_PASSWORD }),
    },
  });
  const onSuccess = () => {
    queryClient.clear();
    toast({ text: t('door.resetDone') });
    void navigate({ to: '/sign-in' });
  };
  return (
    <AuthFrame title={t('door.resetTitle')} lead={t('door.resetLead')}>
      <form
        className={classes.form}
        noValidate
        onSubmit={form.onSubmit(({ newPassword }) => reset.mutate({ token, newPassword }, { onSuccess }))}
      >
        {token ? (
          <>
            <div>
              <PasswordField
                label={t('you.next')}
                autoComplete="new-password"
                autoFocus
                {...form.getInputProps('newPassword')}
              />
              {form.values.newPassword && <PasswordStrength password={form.values.newPassword} />}
            </div>
            <FormProblem error={reset.error} />
            <Button type="submit" look="primary" size="field" wide busy={reset.isPending}>
              {t('door.reset')}
            </Button>
          </>
        ) : (
          <p role="alert">{t('door.noToken')}</p>
        )}
        <p className={classes.help}>
          <Link to="/forgot-password">{t('door.newLink')}</Link>
        </p>
      </form>
    </AuthFrame>
  );
}
