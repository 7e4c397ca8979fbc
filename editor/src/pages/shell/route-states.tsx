import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';

/** No page has this address. */
export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <main>
      <EmptyState
        level={1}
        title={t('shell.notFound')}
        action={
          <Link to="/workflows" className={buttonClass({})}>
            {t('shell.toWorkflows')}
          </Link>
        }
      >
        {t('shell.notFoundText')}
      </EmptyState>
    </main>
  );
}

/** A page could not be loaded or broke while it was drawn. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return <ErrorState error={error} what={t('shell.pageFailed')} onRetry={retry} />;
}
