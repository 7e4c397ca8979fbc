import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { SystemTx } from '../db/client.ts';
import { writeAudit } from '../db/queries/audit.ts';
import { insertWorkspace, lockSetup, removeUsersWithoutWorkspace } from '../db/queries/auth.ts';
import { insertKey } from '../db/queries/keys.ts';
import { isTimeZone } from '../intake/traits.ts';
import type { Auth, SessionUser } from './auth.ts';
import type { ApiServices } from './services.ts';

export interface SetUpRequest {
  company: string;
  name: string;
  email: string;
  password: string;
  timeZone?: string | undefined;
  headers: Headers;
}

export type SetUp = (request: SetUpRequest) => Promise<{ user: SessionUser; cookies: string[] } | null>;

/**
 * Makes the first owner and the first workspace with a write key; null where that was done before. One at a time: in this process by a queue
 * (each holds a connection while it needs two more), between processes by a lock in the database.
 */
export function createSetUp(services: ApiServices, auth: Auth): SetUp {
  let last: Promise<unknown> = Promise.resolve();
  return (request) => {
    const next = last.then(() => setUpOwner(services, auth, request));
    last = next.catch(() => undefined);
    return next;
  };
}

async function setUpOwner(
  { db, settings, furnish }: ApiServices,
  auth: Auth,
  { company, name, email, password, timeZone, headers }: SetUpRequest,
): Promise<{ user: SessionUser; cookies: string[] } | null> {
  const made = await db.asSystem(async (tx) => {
    if (!(await lockSetup(tx))) return null;
    await db.asSystem(removeUsersWithoutWorkspace);
    const signedUp = await auth.signUp({ name, email, password, headers });
    const ownerId = signedUp.user.id;
    const workspaceId = await insertWorkspace(tx, {
      name: company,
      timeZone: timeZone && isTimeZone(timeZone) ? timeZone : 'UTC',
      clockFactor: settings.clockFactor,
      ownerId,
      senderName: `${name} at ${company}`,
      senderAddress: email,
    });
    const scoped: SystemTx & { workspaceId: string } = Object.assign(tx, { workspaceId });
    await insertKey(scoped, { name: 'First key', key: newWriteKey(settings.clockFactor !== 1), createdBy: ownerId });
    await writeAudit(scoped, {
      actor: ownerId,
      action: 'workspace.create',
      subjectKind: 'workspace',
      subjectId: workspaceId,
    });
    return { ...signedUp, workspaceId };
  });
  if (made) await furnish?.({ workspaceId: made.workspaceId, ownerId: made.user.id });
  return made && { user: made.user, cookies: made.cookies };
}

/** A fresh write key: its prefix says what it may do and where. */
export function newWriteKey(sandbox: boolean): string {
  return `wk_${sandbox ? 'sandbox' : 'live'}_${randomBytes(18).toString('base64url').replace(/[-_]/g, 'x')}`;
}

/** True where set-up has to show the token printed in the console: the address listened on is not this machine's own. */
export function needsSetupToken(host: string): boolean {
  return !['127.0.0.1', 'localhost', '::1'].includes(host);
}

/** Compares in constant time. */
export function isSetupToken(given: string | undefined, expected: string): boolean {
  const a = Buffer.from(given ?? '');
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}
