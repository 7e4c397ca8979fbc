import { isDefinedError } from '@orpc/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { AuthFrame } from './auth-frame.tsx';
import { SignInForm } from './sign-in-form.tsx';

const route = getRouteApi('/sign-in');

/** Email and password; afterwards the page that was asked for. */
export default function SignInPage() {
  const { t } = useTranslation();
  const { query } = useApi();
  const { next } = route.useSearch();
  const queryClient = useQueryClient();
  const router = useRouter();
  const signIn = useMutation(query.session.signIn.mutationOptions());
  const { error } = signIn;
  const triesLeft = isDefinedError(error) && error.code === 'wrong-credentials' ? error.data.triesLeft : undefined;
  return (
    <AuthFrame title={t('signIn.title')}>
      <SignInForm
        busy={signIn.isPending}
        error={error}
        triesLeft={triesLeft}
        onSubmit={(credentials) =>
          signIn.mutate(credentials, {
            onSuccess: (session) => {
              queryClient.clear();
              queryClient.setQueryData(query.session.get.queryKey(), session);
              router.history.push(next ?? '/workflows');
            },
          })
        }
      />
    </AuthFrame>
  );
}
