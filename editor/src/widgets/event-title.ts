import type { TFunction } from 'i18next';
import { inspector } from '../i18n/en.inspector.ts';

type Known = keyof (typeof inspector)['eventTitle'];

/** What people call an event that Trellis itself makes (`email.clicked` → “Link clicked”); undefined for the names of others. */
export function eventTitle(t: TFunction, name: string): string | undefined {
  const key = name.replaceAll('.', '_');
  return Object.hasOwn(inspector.eventTitle, key) ? t(`inspector.eventTitle.${key as Known}`) : undefined; // its own key, just checked
}
