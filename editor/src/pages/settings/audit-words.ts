import type { AuditEntryView } from '@trellis/shared/api/audit.ts';
import type { TFunction } from 'i18next';
import { en } from '../../i18n/en.ts';

const wordsOf = <Words extends object>(words: Words) => Object.keys(words) as (keyof Words & string)[]; // the keys of an object of ours
const SUBJECTS = wordsOf(en.audit.subject);
const VERBS = wordsOf(en.audit.verb);
const ROLES = wordsOf(en.people.roles);
const SCOPES = wordsOf(en.apiKeys.scopes);

/** Told as a number with its noun. */
const COUNTS = [
  'records',
  'created',
  'updated',
  'rejected',
  'total',
  'runs',
  'runsEnded',
  'leads',
  'started',
  'perMinute',
  'factor',
] as const;
/** What only a program reads, or what the words before say already. */
const UNTOLD = new Set(['revision', 'version', 'step', 'hash', 'kind', 'unchanged', 'size']);
/** Ids and hashes: nobody reads them. */
const MADE = /^[0-9a-f]{8}-[0-9a-f-]{27}$|^[0-9a-f]{64}$|^key:/;
const SHOWN = 4;

/** What was done, in words: “Import done”. */
export function auditTitle(action: string, t: TFunction): string {
  const [area = '', verb = ''] = action.split('.', 2);
  const what = SUBJECTS.find((word) => word === area);
  const did = VERBS.find((word) => word === verb);
  return [
    what ? t(`audit.subject.${what}`) : area.replaceAll('-', ' '),
    did ? t(`audit.verb.${did}`) : verb.replaceAll('-', ' '),
  ].join(' ');
}

/** The name of what was changed: as it is now, or as the log kept it where the thing is gone. */
export function auditSubject({ subject, change }: Pick<AuditEntryView, 'subject' | 'change'>): string | null {
  return subject.name ?? (typeof change.name === 'string' ? change.name : null);
}

/** What changed, in a few words each; `moment` writes a time. */
export function auditFacts(
  { subject, change }: Pick<AuditEntryView, 'subject' | 'change'>,
  t: TFunction,
  moment: (at: string) => string,
): string[] {
  const name = auditSubject({ subject, change });
  const facts: string[] = [];
  const { from, to, ...rest } = change;
  if (isTold(from) && isTold(to))
    facts.push(t('audit.fact.fromTo', { from: valueWords(from, t), to: valueWords(to, t) }));
  else if (isTold(to)) facts.push(valueWords(to, t));
  for (const count of COUNTS) {
    const value = rest[count];
    if (typeof value === 'number') facts.push(t(`audit.fact.${count}`, { count: value }));
  }
  for (const [key, value] of Object.entries(rest)) {
    if (UNTOLD.has(key) || COUNTS.some((count) => count === key) || value === name || !isTold(value)) continue;
    facts.push(factWords(key, value, t, moment));
  }
  return facts.slice(0, SHOWN);
}

type Told = string | number | true;

function isTold(value: unknown): value is Told {
  if (typeof value === 'string') return value !== '' && !MADE.test(value);
  return typeof value === 'number' || value === true;
}

function factWords(key: string, value: Told, t: TFunction, moment: (at: string) => string): string {
  switch (key) {
    case 'scope': {
      const scope = SCOPES.find((one) => one === value);
      return t('audit.fact.scope', { value: scope ? t(`apiKeys.scopes.${scope}`).toLowerCase() : String(value) });
    }
    case 'role':
    case 'number':
    case 'name':
    case 'wording':
      return t(`audit.fact.${key}`, { value: valueWords(value, t) });
    default: {
      const isTime = typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);
      // As it stands in the code: “postalAddress” is read as “postal address”.
      const words = key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
      if (value === true) return words;
      return isTime ? moment(value) : t('audit.fact.other', { name: words, value: valueWords(value, t) });
    }
  }
}

/** A role by its name; all else as it is. */
function valueWords(value: Told, t: TFunction): string {
  const role = ROLES.find((one) => one === value);
  return role ? t(`people.roles.${role}`) : String(value);
}
