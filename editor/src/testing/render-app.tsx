import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router';
import { cleanup, render } from '@testing-library/react';
import { I18nextProvider } from 'react-i18next';
import { afterEach } from 'vitest';
import { createQueryClient } from '../api/query-client.ts';
import { ApiProvider } from '../api/use-api.tsx';
import { createI18n } from '../i18n/i18n.ts';
import { createAppRouter } from '../pages/routes.tsx';
import { ToastProvider } from '../ui/toast.tsx';
import { createFakeApi, type FakeRoutes } from './fake-api.ts';
import { SIGNED_IN } from './fixtures.ts';

/** Opens the whole editor at an address, over routes of the test's own; signed in as an owner unless `routes` say otherwise. */
export function renderApp(path: string, routes: FakeRoutes) {
  const { api, calls } = createFakeApi({ ...SIGNED_IN, ...routes });
  const queryClient = createQueryClient({ onSignedOut: () => undefined });
  queryClient.setDefaultOptions({ queries: { ...queryClient.getDefaultOptions().queries, retry: false } });
  const router = createAppRouter({ api, queryClient }, createMemoryHistory({ initialEntries: [path] }));
  render(
    <I18nextProvider i18n={createI18n({ strict: true })}>
      <MantineProvider env="test">
        <QueryClientProvider client={queryClient}>
          <ApiProvider api={api}>
            <ToastProvider>
              <RouterProvider router={router} />
            </ToastProvider>
          </ApiProvider>
        </QueryClientProvider>
      </MantineProvider>
    </I18nextProvider>,
  );
  return { calls, router };
}

afterEach(cleanup);
