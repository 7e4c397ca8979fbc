import type { FormField } from '@trellis/shared/api/forms.ts';
import type { LeadTraits } from '../intake/incoming.ts';
import { isTimeZone } from '../intake/traits.ts';
import { readAddress } from '../messages/address.ts';
import type { Posted } from './read-post.ts';

export interface Submission {
  address: string;
  traits: LeadTraits;
  properties: Record<string, unknown>;
  /** Of the page's snippet: joins what the browser did before. */
  anonymousId?: string;
}

export type ReadSubmission =
  | { submission: Submission; faults?: undefined }
  | { faults: { path: string[]; message: string }[]; submission?: undefined };

/** Sorts posted fields by the form's mapping. Fields that the form does not know are left out. */
export function readSubmission(fields: readonly FormField[], posted: Posted): ReadSubmission {
  const faults: { path: string[]; message: string }[] = [];
  const traits: LeadTraits = { attributes: {} };
  const properties: Record<string, unknown> = {};
  let address = '';
  for (const { name, to, required } of fields) {
    const value = posted.get(name) ?? '';
    const refuse = (message: string) => faults.push({ path: [name], message });
    if (value === '') {
      if (required || to === 'email') refuse('Please fill this in.');
      continue;
    }
    if (to === 'email') {
      address = readAddress(value) ?? '';
      if (!address) refuse('This is not an email address.');
    } else if (to === 'phone') {
      if (value.length > 40) refuse('This is not a phone number.');
      else traits.phone = value;
    } else if (to === 'timeZone') {
      if (isTimeZone(value)) traits.timeZone = value;
    } else {
      const dot = to.indexOf('.');
      const bag = to.slice(0, dot) === 'attributes' ? traits.attributes : properties;
      const key = to.slice(dot + 1);
      // A name that every object has by birth would reach what nobody put there.
      if (!(key in Object.prototype)) bag[key] = value;
    }
  }
  if (faults.length > 0) return { faults };
  const anonymousId = posted.get('_anonymousId');
  return {
    submission: {
      address,
      traits: { ...traits, email: address },
      properties,
      ...(anonymousId && anonymousId.length <= 200 ? { anonymousId } : {}),
    },
  };
}

/** Where the browser goes: a posted `_redirect` whose origin the form allows, else the form's own, else nowhere. */
export function redirectOf(
  form: { redirectUrl: string | null; redirectOrigins: readonly string[] },
  posted: Posted,
): string | undefined {
  const wanted = posted.get('_redirect');
  if (wanted && wanted.length <= 2_000 && URL.canParse(wanted)) {
    const url = new URL(wanted);
    if (/^https?:$/.test(url.protocol) && !url.username && form.redirectOrigins.includes(url.origin)) return url.href;
  }
  return form.redirectUrl ?? undefined;
}
