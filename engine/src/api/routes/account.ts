import type { Device } from '@trellis/shared/api/account.ts';
import { passwordFault } from '@trellis/shared/api/password.ts';
import { fromNodeHeaders } from 'better-auth/node';
import { type DeviceRow, endDevice, endOtherDevices, listDevices } from '../../db/queries/devices.ts';
import { renameUser } from '../../db/queries/members.ts';
import { LONGEST_SESSION } from '../auth.ts';
import { anyone, person } from '../context.ts';
import { deviceName } from '../device-name.ts';
import { invalidInput } from '../invalid-input.ts';
import { describeError } from '../problems.ts';
import { sessionAnswer } from './session.ts';

const rename = person.account.rename.handler(async ({ context, input }) => {
  await context.services.db.asSystem((tx) => renameUser(tx, context.user.id, input.name));
  return { ...context.user, name: input.name };
});

/** Guesses at the present password count as guesses at sign-in do. */
const changePassword = person.account.changePassword.handler(async ({ context, input, errors }) => {
  const { user, signIns, auth, request, response } = context;
  const fault = passwordFault(input.newPassword, [user.email, user.name]);
  if (fault) throw invalidInput(['newPassword'], fault);
  const now = Date.now();
  const headers = fromNodeHeaders(request.headers);
  const cookies = signIns.left(user.email, now) > 0 ? await auth.changePassword({ ...input, headers }) : null;
  if (!cookies) {
    signIns.failed(user.email, now);
    throw errors['wrong-password']();
  }
  for (const cookie of cookies) response.append('set-cookie', cookie);
  return { changed: true as const };
});

const devices = person.account.devices.handler(async ({ context }) => {
  const rows = await context.services.db.asSystem((tx) => listDevices(tx, context.user.id));
  return { items: rows.map((row) => toDevice(row, context.sessionId)) };
});

const signOutDevice = person.account.signOutDevice.handler(async ({ context, input, errors }) => {
  const { services, user } = context;
  const ended = await services.db.asSystem((tx) => endDevice(tx, user.id, input.deviceId));
  if (!ended) throw errors['not-found']();
  return { signedOut: 1 as const };
});

const signOutOthers = person.account.signOutOthers.handler(async ({ context }) => {
  const { services, user, sessionId } = context;
  return { signedOut: await services.db.asSystem((tx) => endOtherDevices(tx, user.id, sessionId)) };
});

/** The answer does not wait for the mail: how long it takes would tell whether there is such an account. */
const forgot = anyone.account.forgot.handler(({ context, input }) => {
  const { auth, services } = context;
  auth
    .requestReset(input.email)
    .catch((error: unknown) =>
      services.log.warn(
        { err: describeError(error) },
        'a link to reset a password could not be made; nothing was mailed',
      ),
    );
  return { asked: true as const };
});

const reset = anyone.account.reset.handler(async ({ context, input, errors }) => {
  if (!(await context.auth.reset(input))) throw errors['reset-invalid']();
  return sessionAnswer(context, null);
});

export const account = { rename, changePassword, devices, signOutDevice, signOutOthers, forgot, reset };

function toDevice({ userAgent, ...row }: DeviceRow, sessionId: string): Device {
  const ends = Math.min(Date.parse(row.expiresAt), Date.parse(row.signedInAt) + LONGEST_SESSION);
  const expiresAt = new Date(ends).toISOString();
  return { ...row, expiresAt, device: deviceName(userAgent ?? ''), current: row.id === sessionId };
}
