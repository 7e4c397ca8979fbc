import { z } from 'zod';
import { id, instant, notFound, route } from './base.ts';
import { MAX_PASSWORD, newPasswordSchema } from './password.ts';
import { sessionSchema, userSchema } from './session.ts';

const tags = ['Account'];

export const deviceSchema = z.object({
  /** Of the session. */
  id,
  /** As the browser names itself, shortened: "Firefox on Linux". */
  device: z.string(),
  signedInAt: instant,
  /** Within a day. */
  lastSeenAt: instant,
  expiresAt: instant,
  current: z.boolean(),
});

const rename = route
  .route({ method: 'PATCH', path: '/account', summary: 'Change your name', tags })
  .meta({ roles: 'signed-in' })
  .input(z.object({ name: z.string().trim().min(1).max(80) }))
  .output(userSchema);

const changePassword = route
  .route({ method: 'POST', path: '/account/password', summary: 'Change your password', tags })
  .meta({ roles: 'signed-in' })
  .errors({ 'wrong-password': { status: 403, message: 'This is not your present password.' } })
  .input(z.object({ password: z.string().min(1).max(MAX_PASSWORD), newPassword: newPasswordSchema }))
  .output(z.object({ changed: z.literal(true) }));

const devices = route
  .route({ method: 'GET', path: '/account/devices', summary: 'Where you are signed in', tags })
  .meta({ roles: 'signed-in' })
  .output(z.object({ items: z.array(deviceSchema) }));

const signOutDevice = route
  .route({ method: 'DELETE', path: '/account/devices/{deviceId}', summary: 'Sign out one of your devices', tags })
  .meta({ roles: 'signed-in' })
  .errors(notFound)
  .input(z.object({ deviceId: id }))
  .output(z.object({ signedOut: z.literal(1) }));

const signOutOthers = route
  .route({ method: 'POST', path: '/account/devices/sign-out-others', summary: 'Sign out everywhere else', tags })
  .meta({ roles: 'signed-in' })
  .output(z.object({ signedOut: z.number().int() }));

/** The answer is the same whether there is such an account or not. */
const forgot = route
  .route({ method: 'POST', path: '/password-resets', summary: 'Ask for a mail to reset a password', tags })
  .meta({ roles: 'anyone' })
  .input(z.object({ email: z.email().max(254) }))
  .output(z.object({ asked: z.literal(true) }));

/** Signs out every device. */
const reset = route
  .route({ method: 'POST', path: '/password-resets/use', summary: 'Set a new password by the mailed token', tags })
  .meta({ roles: 'anyone' })
  .errors({
    'reset-invalid': { status: 410, message: 'This link was used, or is older than an hour. Ask for a new one.' },
  })
  .input(z.object({ token: z.string().min(10).max(200), newPassword: newPasswordSchema }))
  .output(sessionSchema);

export const account = { rename, changePassword, devices, signOutDevice, signOutOthers, forgot, reset };
export type Device = z.infer<typeof deviceSchema>;
