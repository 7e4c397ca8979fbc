import { MantineProvider } from '@mantine/core';
import { cleanup, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { I18nextProvider } from 'react-i18next';
import { afterEach } from 'vitest';
import { createI18n } from '../i18n/i18n.ts';
import { REAL_CLOCK, TimeProvider } from '../ui/time/clock.tsx';
import { ToastProvider } from '../ui/toast.tsx';

/** Draws parts of the kit with theme, words and a reader in Amsterdam; everything is taken down after each test. */
export function renderUi(ui: ReactNode) {
  return render(
    <I18nextProvider i18n={createI18n({ strict: true })}>
      <MantineProvider env="test">
        <TimeProvider clock={REAL_CLOCK} zone="Europe/Amsterdam">
          <ToastProvider>{ui}</ToastProvider>
        </TimeProvider>
      </MantineProvider>
    </I18nextProvider>,
  );
}

afterEach(cleanup);
