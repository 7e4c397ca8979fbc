import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.layer.css';
import './ui/theme/tokens.css';
import './ui/theme/category.css';
import './ui/theme/base.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { createApi } from './api/client.ts';
import { createQueryClient } from './api/query-client.ts';
import { ApiProvider } from './api/use-api.tsx';
import { createI18n } from './i18n/i18n.ts';
import { createAppRouter } from './pages/routes.tsx';
import { chosenWorkspaceId } from './pages/shell/chosen-workspace.ts';
import { cssVariablesResolver, theme } from './ui/theme/theme.ts';
import { ToastProvider } from './ui/toast.tsx';

const api = createApi({ url: `${location.origin}/api`, workspaceId: chosenWorkspaceId });
const queryClient = createQueryClient({
  onSignedOut: () => {
    queryClient.removeQueries({ queryKey: api.query.session.key() });
    void router.invalidate();
  },
});
const router = createAppRouter({ api, queryClient });
const i18n = createI18n({ strict: import.meta.env.DEV });
// public/color-scheme.js reads the same key before the first paint.
const colorSchemeManager = localStorageColorSchemeManager({ key: 'trellis-color-scheme' });

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root".');
createRoot(root).render(
  <StrictMode>
    <I18nextProvider i18n={i18n}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariablesResolver}
        colorSchemeManager={colorSchemeManager}
        defaultColorScheme="auto"
      >
        <QueryClientProvider client={queryClient}>
          <ApiProvider api={api}>
            <ToastProvider>
              <RouterProvider router={router} />
            </ToastProvider>
          </ApiProvider>
        </QueryClientProvider>
      </MantineProvider>
    </I18nextProvider>
  </StrictMode>,
);
