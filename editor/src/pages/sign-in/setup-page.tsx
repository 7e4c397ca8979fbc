import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { AuthFrame } from './auth-frame.tsx';
import { SetupForm } from './setup-form.tsx';

const route = getRouteApi('/setup');

/** First start: the owner's account. The workspace takes the company's name and this browser's time zone. */
export default function SetupPage() {
  const { t } = useTranslation();
  const { query } = useApi();
  const { setupNeedsToken } = route.useRouteContext();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const setUp = useMutation(query.session.setUp.mutationOptions());
  return (
    <AuthFrame title={t('signIn.setUpTitle')}>
      <SetupForm
        tokenNeeded={setupNeedsToken}
        busy={setUp.isPending}
        error={setUp.error}
        onSubmit={({ token, ...account }) =>
          setUp.mutate(
            {
              ...account,
              timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
              ...(token.trim() ? { token: token.trim() } : {}),
            },
            {
              onSuccess: (session) => {
                queryClient.setQueryData(query.session.get.queryKey(), session);
                void navigate({ to: '/workflows' });
              },
            },
          )
        }
      />
    </AuthFrame>
  );
}
