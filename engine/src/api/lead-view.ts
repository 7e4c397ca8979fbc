import type { Lead } from '@trellis/shared/api/leads.ts';
import type { LeadFacts } from '../db/queries/leads.ts';
import { isTimeZone } from '../intake/traits.ts';
import { addressHashOf } from '../messages/send-mail.ts';
import type { MemberContext, RequestContext } from './context.ts';

/** Makes the suppression list's key of an address, in the workspace of the request. */
export function hashOf({ services, workspaceId }: RequestContext & MemberContext): (address: string) => string {
  return (address) => addressHashOf(services.secret, workspaceId, address);
}

/** A lead as its page shows it. */
export function toLead({
  lead,
  consentEmail,
  consentSms,
  words,
  timeZone,
  workspaceTimeZone,
  ...facts
}: LeadFacts): Lead {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
  const { attributes } = facts;
  return {
    ...lead,
    ...facts,
    stage: text(attributes.stage),
    title: text(attributes.title),
    timeZone:
      timeZone && isTimeZone(timeZone)
        ? { zone: timeZone, source: 'lead' }
        : { zone: workspaceTimeZone, source: 'workspace' },
    consent: {
      email: { state: consentEmail, at: words.email?.at ?? null, source: words.email?.source ?? null },
      sms: { state: consentSms, at: words.sms?.at ?? null, source: words.sms?.source ?? null },
    },
  };
}
