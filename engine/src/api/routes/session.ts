import { passwordFault } from '@trellis/shared/api/password.ts';
import type { Session } from '@trellis/shared/api/session.ts';
import { fromNodeHeaders } from 'better-auth/node';
import { isFirstRun, membershipsOf } from '../../db/queries/auth.ts';
import type { SessionUser } from '../auth.ts';
import { anyone, type RequestContext } from '../context.ts';
import { invalidInput } from '../invalid-input.ts';
import { isSetupToken, needsSetupToken } from '../set-up.ts';

const get = anyone.session.get.handler(async ({ context }) => {
  const found = await context.auth.userOf(fromNodeHeaders(context.request.headers));
  return sessionAnswer(context, found);
});

const signIn = anyone.session.signIn.handler(async ({ context, input, errors }) => {
  const { email, password, stay } = input;
  const { signIns, auth, request } = context;
  const now = Date.now();
  const wait = 'Too many wrong passwords for this address: try again in 15 minutes.';
  if (signIns.left(email, now) === 0) throw errors['wrong-credentials']({ message: wait, data: { triesLeft: 0 } });
  const found = await auth.signIn({ email, password, stay, headers: fromNodeHeaders(request.headers) });
  if (!found) {
    const triesLeft = signIns.failed(email, now);
    const message = triesLeft === 0 ? wait : `Email and password do not match. ${triesLeft} tries left.`;
    throw errors['wrong-credentials']({ message, data: { triesLeft } });
  }
  signIns.succeeded(email);
  return sessionAnswer(context, found);
});

const signOut = anyone.session.signOut.handler(async ({ context }) => {
  const cookies = await context.auth.signOut(fromNodeHeaders(context.request.headers));
  for (const cookie of cookies) context.response.append('set-cookie', cookie);
  return { signedOut: true as const };
});

const setUp = anyone.session.setUp.handler(async ({ context, input, errors }) => {
  const { services, request } = context;
  const { settings } = services;
  if (needsSetupToken(settings.host) && !isSetupToken(input.token, settings.setupToken))
    throw errors['setup-token-wrong']();
  const fault = passwordFault(input.password, [input.email, input.name, input.company]);
  if (fault) throw invalidInput(['password'], fault);
  const made = await context.setUp({ ...input, headers: fromNodeHeaders(request.headers) });
  if (!made) throw errors['already-set-up']();
  services.log.info('the owner account was created');
  return sessionAnswer(context, made);
});

export const session = { get, signIn, signOut, setUp };

/** Answers as `GET /session` does, with the cookies of a new session. */
export async function sessionAnswer(
  { services, response }: RequestContext,
  found: { user: SessionUser; cookies: string[] } | null,
): Promise<Session> {
  for (const cookie of found?.cookies ?? []) response.append('set-cookie', cookie);
  return services.db.asSystem(async (tx) => {
    const firstRun = await isFirstRun(tx);
    return {
      user: found?.user ?? null,
      workspaces: found ? await membershipsOf(tx, found.user.id) : [],
      firstRun,
      setupNeedsToken: firstRun && needsSetupToken(services.settings.host),
    };
  });
}
