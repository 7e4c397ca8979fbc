import { readAddress } from '../messages/address.ts';
import type { LeadTraits } from './incoming.ts';

/** Traits with a column of their own, by the names in use; the first that is there counts. */
const EMAIL = ['email'];
const PHONE = ['phone', 'phoneNumber', 'phone_number'];
const TIME_ZONE = ['timezone', 'timeZone', 'time_zone'];
/** Other spellings of attributes that forms and templates know. */
const SPELLINGS: Record<string, string> = {
  first_name: 'firstName',
  firstname: 'firstName',
  last_name: 'lastName',
  lastname: 'lastName',
};
const MAX_ATTRIBUTES = 500;
/** What never becomes an attribute: `id` repeats the user id, consent and tags have doors of their own. */
const IGNORED = new Set(['id', 'consent', 'tags', 'createdAt', 'created_at', ...PHONE, ...TIME_ZONE, ...EMAIL]);

/**
 * Sorts the traits of an identify call: a readable address, phone and IANA zone go to their columns (unreadable ones are left out),
 * everything else becomes an attribute. A company object becomes its name.
 */
export function readTraits(traits: Record<string, unknown>): LeadTraits {
  const email = firstText(traits, EMAIL, 254);
  const address = email === undefined ? undefined : readAddress(email);
  const phone = firstText(traits, PHONE, 40);
  const zone = firstText(traits, TIME_ZONE, 60);
  const attributes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(traits).slice(0, MAX_ATTRIBUTES)) {
    if (IGNORED.has(name) || name.length > 100 || name in Object.prototype) continue;
    attributes[SPELLINGS[name] ?? name] = name === 'company' ? companyName(value) : value;
  }
  return {
    ...(address ? { email: address } : {}),
    ...(phone ? { phone } : {}),
    ...(zone && isTimeZone(zone) ? { timeZone: zone } : {}),
    attributes,
  };
}

/** True for a zone name that this machine's time zone database knows. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
}

function firstText(traits: Record<string, unknown>, names: readonly string[], longest: number): string | undefined {
  for (const name of names) {
    const value = Object.hasOwn(traits, name) ? traits[name] : undefined;
    if (typeof value === 'string' && value.trim() !== '' && value.length <= longest) return value.trim();
  }
  return undefined;
}

function companyName(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { name } = value as Record<string, unknown>;
  return typeof name === 'string' ? name : null;
}
