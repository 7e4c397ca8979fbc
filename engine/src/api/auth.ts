import { MAX_PASSWORD, MIN_PASSWORD } from '@trellis/shared/api/password.ts';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { betterAuth } from 'better-auth/minimal';
import { uuidv7 } from 'uuidv7';
import type { Database } from '../db/client.ts';
import * as tables from '../db/schema/auth.ts';

/** How long a session lives without being used, in seconds; it is prolonged at most once a day. */
const SESSION_SECONDS = 30 * 24 * 60 * 60;
const PROLONG_AFTER_SECONDS = 24 * 60 * 60;
/** However often it is used, a session ends after so long, ms: a stolen cookie must not live for ever (ASVS 7.3.2). */
export const LONGEST_SESSION = 90 * 24 * 60 * 60 * 1000;
/** A mailed link to reset a password is good for so long, and once. */
const RESET_SECONDS = 60 * 60;

export interface SessionUser {
  id: string;
  name: string;
  email: string;
}

/** Users and sessions. Cookies come back as `set-cookie` lines for the answer. */
export interface Auth {
  userOf(headers: Headers): Promise<{ user: SessionUser; sessionId: string; cookies: string[] } | null>;
  /** Null: no such user, or the password is wrong; the same time is taken for both. */
  signIn(request: {
    email: string;
    password: string;
    stay: boolean;
    headers: Headers;
  }): Promise<{ user: SessionUser; cookies: string[] } | null>;
  signOut(headers: Headers): Promise<string[]>;
  /** @throws where the address has an account. */
  signUp(request: {
    name: string;
    email: string;
    password: string;
    headers: Headers;
  }): Promise<{ user: SessionUser; cookies: string[] }>;
  /** Signs out all other devices; cookies of the new session, or null where the present password is not this. */
  changePassword(request: { password: string; newPassword: string; headers: Headers }): Promise<string[] | null>;
  /** Mails a link, if there is such an account. Resolves when the mail was handed over: do not make the asker wait for it. */
  requestReset(email: string): Promise<void>;
  /** Sets the password and signs out all devices; false where the token is used up, too old or none of ours. */
  reset(request: { token: string; newPassword: string }): Promise<boolean>;
}

export interface AuthOptions {
  db: Database;
  secret: string;
  publicUrl: string;
  /** Mails the token that resets a password; without it nobody gets one. */
  mailReset?: (user: SessionUser, token: string) => Promise<void>;
}

/** Sets up better-auth on the system login; none of its own routes is mounted, so nobody can sign up but through set-up. */
export function createAuth(options: AuthOptions): Auth {
  const auth = betterAuth({
    appName: 'Trellis',
    baseURL: options.publicUrl,
    secret: options.secret,
    telemetry: { enabled: false },
    // Its log would write addresses at failed sign-ins.
    logger: { disabled: true },
    database: drizzleAdapter(options.db.system, { provider: 'pg', schema: tables }),
    emailAndPassword: {
      enabled: true,
      autoSignIn: true,
      minPasswordLength: MIN_PASSWORD,
      maxPasswordLength: MAX_PASSWORD,
      resetPasswordTokenExpiresIn: RESET_SECONDS,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: async ({ user, token }) => options.mailReset?.(pick(user), token),
    },
    // Whoever reads the database must not find a token that still works.
    verification: { storeIdentifier: 'hashed' },
    session: { expiresIn: SESSION_SECONDS, updateAge: PROLONG_AFTER_SECONDS },
    // We limit ourselves, for all routes alike (limits.ts).
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: 'trellis',
      useSecureCookies: options.publicUrl.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
      database: { generateId: () => uuidv7() },
    },
  });
  return {
    async userOf(headers) {
      const { headers: answered, response } = await auth.api.getSession({ headers, returnHeaders: true });
      if (!response) return null;
      if (Date.now() - response.session.createdAt.getTime() > LONGEST_SESSION) {
        await auth.api.signOut({ headers });
        return null;
      }
      return { user: pick(response.user), sessionId: response.session.id, cookies: answered.getSetCookie() };
    },
    async signIn({ email, password, stay, headers }) {
      try {
        const body = { email, password, rememberMe: stay };
        const { headers: answered, response } = await auth.api.signInEmail({ body, headers, returnHeaders: true });
        return { user: pick(response.user), cookies: answered.getSetCookie() };
      } catch (error) {
        if (isRefusal(error)) return null;
        throw error;
      }
    },
    async signOut(headers) {
      const { headers: answered } = await auth.api.signOut({ headers, returnHeaders: true });
      return answered.getSetCookie();
    },
    async signUp({ name, email, password, headers }) {
      const { headers: answered, response } = await auth.api.signUpEmail({
        body: { name, email, password },
        headers,
        returnHeaders: true,
      });
      return { user: pick(response.user), cookies: answered.getSetCookie() };
    },
    async changePassword({ password, newPassword, headers }) {
      try {
        const body = { currentPassword: password, newPassword, revokeOtherSessions: true };
        const { headers: answered } = await auth.api.changePassword({ body, headers, returnHeaders: true });
        return answered.getSetCookie();
      } catch (error) {
        if (isRefusal(error)) return null;
        throw error;
      }
    },
    async requestReset(email) {
      await auth.api.requestPasswordReset({ body: { email } });
    },
    async reset({ token, newPassword }) {
      try {
        await auth.api.resetPassword({ body: { token, newPassword } });
        return true;
      } catch (error) {
        if (isRefusal(error)) return false;
        throw error;
      }
    },
  };
}

function pick({ id, name, email }: SessionUser): SessionUser {
  return { id, name, email };
}

/** better-auth throws its own error for wrong credentials, with the HTTP status beside it. */
function isRefusal(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'statusCode' in error &&
    (error.statusCode === 401 || error.statusCode === 400)
  );
}
