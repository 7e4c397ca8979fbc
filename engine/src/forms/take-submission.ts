import { createHash } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../db/client.ts';
import { readClock } from '../db/queries/clock.ts';
import { recordConsent } from '../db/queries/consent.ts';
import type { FormRow } from '../db/queries/forms.ts';
import { insertOptIn, markOptedIn } from '../db/queries/opt-ins.ts';
import { enqueue } from '../db/queries/outbox.ts';
import { recordEvents } from '../intake/record-events.ts';
import { messageIdOf } from '../messages/identity.ts';
import type { Sealer } from '../secrets/sealer.ts';
import { sealPending } from './pending-entry.ts';
import type { Submission } from './read-submission.ts';

/** A form must not be a way to fill somebody's mailbox: so many confirmation mails a day to one address. */
const MAILS_A_DAY = 3;
/** The same post again within a minute is a double click. */
const DOUBLE_CLICK_MS = 60_000;

export interface TakeOptions {
  secret: string;
  sealer: Sealer;
  /** Host of the public URL, for the Message-ID. */
  domain: string;
  now: number;
}

/**
 * Takes a submission in, in the caller's transaction: the event `form.submitted`, and the consent: asked for by mail with double opt-in, else given at
 * once unless the lead said no before (a form cannot take that back). With double opt-in nothing of the entry reaches the lead before the address
 * confirms: anybody can type anybody's address.
 */
export async function takeSubmission(
  tx: WorkspaceTx,
  form: FormRow,
  { address, traits, properties, anonymousId }: Submission,
  { secret, sealer, domain, now }: TakeOptions,
): Promise<void> {
  const confirms = confirmsFirst(form);
  const bodyHash = createHash('sha256')
    .update(JSON.stringify([form.id, address, traits, properties]))
    .digest('hex');
  const [recorded] = await recordEvents(tx, [
    {
      messageId: `form:${form.id}:${bodyHash.slice(0, 32)}:${Math.floor(now / DOUBLE_CLICK_MS)}`,
      bodyHash,
      name: 'form.submitted',
      properties: { ...properties, form: form.name, formId: form.id },
      source: 'form',
      lead: { identities: { email: address.toLowerCase(), ...(anonymousId && !confirms ? { anonymousId } : {}) } },
      traits: confirms ? { email: address, attributes: {} } : traits,
    },
  ]);
  const leadId = recorded?.outcome === 'stored' ? recorded.leadId : undefined;
  if (!leadId || form.wording === '') return;
  if (!confirms) {
    if (!(await markOptedIn(tx, leadId, false))) return;
    const { now: at } = await readClock(tx, tx.workspaceId);
    await recordConsent(tx, [{ leadId, state: 'opted-in', source: `form: ${form.name}`, wording: form.wording, at }]);
    return;
  }
  const id = uuidv7();
  const messageId = messageIdOf({ secret, sendKey: `opt-in:${id}`, domain });
  const { id: formId, wording } = form;
  const pending = sealPending(sealer, tx.workspaceId, id, {
    traits,
    properties,
    ...(anonymousId ? { anonymousId } : {}),
  });
  if (await insertOptIn(tx, { id, formId, leadId, address, wording, messageId, pending }, MAILS_A_DAY))
    await enqueue(tx, [{ kind: 'confirm', optInId: id }]);
}

/** Whether an entry counts only once its address has confirmed it. A form that asks for no consent has nothing to confirm. */
export const confirmsFirst = (form: { doubleOptIn: boolean; wording: string }): boolean =>
  form.doubleOptIn && form.wording !== '';
