import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

/** A ready i18next instance with English loaded; a missing key throws in development and tests, and shows its key otherwise. */
export function createI18n({ strict }: { strict: boolean }): i18n {
  const instance = createInstance();
  void instance.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    initAsync: false,
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false },
    saveMissing: strict,
    missingKeyHandler: (_languages, _namespace, key) => {
      throw new Error(`The text "${key}" is not in i18n/en. Add it to the file of its page.`);
    },
  });
  return instance;
}
