import { CONFIRM_BODY, CONFIRM_SUBJECT, type Form, type FormField } from '@trellis/shared/api/forms.ts';
import type { TFunction } from 'i18next';

/** What the page of a form holds while it is written. */
export interface FormValues {
  name: string;
  fields: FormField[];
  doubleOptIn: boolean;
  wording: string;
  /** Empty: a page of ours. */
  redirectUrl: string;
  redirectOrigins: string[];
  postOrigins: string[];
  confirmSubject: string;
  confirmBody: string;
}

export const NEW_FORM: FormValues = {
  name: '',
  fields: [
    { name: 'email', to: 'email', required: true },
    { name: 'first_name', to: 'attributes.firstName', required: false },
  ],
  doubleOptIn: true,
  wording: '',
  redirectUrl: '',
  redirectOrigins: [],
  postOrigins: [],
  confirmSubject: CONFIRM_SUBJECT,
  confirmBody: CONFIRM_BODY,
};

export function valuesOf(form: Form): FormValues {
  const { name, fields, doubleOptIn, wording, redirectUrl, redirectOrigins, postOrigins, confirmSubject, confirmBody } =
    form;
  return {
    name,
    fields,
    doubleOptIn,
    wording,
    redirectUrl: redirectUrl ?? '',
    redirectOrigins,
    postOrigins,
    confirmSubject,
    confirmBody,
  };
}

const ORIGIN = /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/;

/** What is wrong with a form's values, by field, in words. */
export const validators = (t: TFunction) => ({
  name: (value: string) => (value.trim() ? null : t('forms.needsName')),
  fields: (fields: readonly FormField[]) => {
    const names = fields.map(({ name }) => name.trim());
    if (names.includes('')) return t('forms.unnamed');
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice) return t('forms.twice', { name: twice });
    return fields.filter(({ to }) => to === 'email').length === 1 ? null : t('forms.oneEmail');
  },
  redirectUrl: (value: string) =>
    value.trim() === '' || (URL.canParse(value) && /^https?:/.test(value)) ? null : t('forms.badUrl'),
  redirectOrigins: (origins: readonly string[]) =>
    origins.every((origin) => ORIGIN.test(origin)) ? null : t('forms.badOrigin'),
  postOrigins: (origins: readonly string[]) =>
    origins.every((origin) => ORIGIN.test(origin)) ? null : t('forms.badOrigin'),
});
