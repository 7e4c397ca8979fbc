import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useRouter, useRouterState } from '@tanstack/react-router';
import { MIN_PASSWORD } from '@trellis/shared/api/password.ts';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { ApiClient } from '../../api/client.ts';
import { useApi } from '../../api/use-api.tsx';
import { Button } from '../../ui/button.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { AuthFrame } from './auth-frame.tsx';
import classes from './form.module.css';
import { PasswordField } from './password-field.tsx';
import { PasswordStrength } from './password-strength.tsx';

type Invitation = Awaited<ReturnType<ApiClient['people']['look']>>;

/** What an invitation says, and the way in: a new account, or the password of the one there is. */
export default function InvitationPage() {
  const { t } = useTranslation();
  const { query } = useApi();
  const token = useRouterState({ select: (state) => state.location.hash });
  const look = useQuery(query.people.look.queryOptions({ input: { token }, enabled: token !== '', retry: false }));
  return (
    <AuthFrame
      title={look.data ? t('door.invitationTitle', { workspace: look.data.workspace }) : t('signIn.title')}
      lead={look.data && invitationText(look.data, t)}
    >
      {!token && <p role="alert">{t('door.noToken')}</p>}
      <FormProblem error={look.error} />
      {look.data && <Joining token={token} invitation={look.data} />}
      {(!token || look.isError) && (
        <p className={classes.help}>
          <Link to="/sign-in">{t('door.back')}</Link>
        </p>
      )}
    </AuthFrame>
  );
}

function invitationText({ email, workspace, invitedBy, role }: Invitation, t: TFunction): string {
  return t('door.invitationText', { by: invitedBy, email, workspace, role: t(`people.roles.${role}`) });
}

function Joining({ token, invitation }: { token: string; invitation: Invitation }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const queryClient = useQueryClient();
  const router = useRouter();
  const accept = useMutation(query.people.accept.mutationOptions());
  const { hasAccount } = invitation;
  const form = useForm({
    initialValues: { name: '', password: '' },
    validate: {
      name: (value) => (hasAccount || value.trim() ? null : t('signIn.missingName')),
      password: (value) => {
        if (hasAccount) return value ? null : t('signIn.missingPassword');
        return [...value].length >= MIN_PASSWORD ? null : t('signIn.shortPassword', { min: MIN_PASSWORD });
      },
    },
  });
  const submit = ({ name, password }: typeof form.values) =>
    accept.mutate(
      { token, password, ...(hasAccount ? {} : { name: name.trim() }) },
      {
        onSuccess: (session) => {
          queryClient.clear();
          queryClient.setQueryData(query.session.get.queryKey(), session);
          router.history.push('/workflows');
        },
      },
    );
  return (
    <form className={classes.form} noValidate onSubmit={form.onSubmit(submit)}>
      {hasAccount && <p className={classes.help}>{t('door.accountThere')}</p>}
      {!hasAccount && (
        <TextInput label={t('signIn.yourName')} autoComplete="name" autoFocus {...form.getInputProps('name')} />
      )}
      <div>
        <PasswordField
          label={t('signIn.password')}
          autoComplete={hasAccount ? 'current-password' : 'new-password'}
          {...form.getInputProps('password')}
        />
        {!hasAccount && form.values.password && <PasswordStrength password={form.values.password} />}
      </div>
      <FormProblem error={accept.error} />
      <Button type="submit" look="primary" size="field" wide busy={accept.isPending}>
        {t('door.join')}
      </Button>
    </form>
  );
}
