import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { betterAuth } from 'better-auth/minimal';
import { uuidv7 } from 'uuidv7';
import type { Database } from '../db/client.ts';
import * as tables from '../db/schema/auth.ts';

/** How long a session lives without being used, in seconds; it is prolonged at most once a day. */
const SESSION_SECONDS = 30 * 24 * 60 * 60;
const PROLONG_AFTER_SECONDS = 24 * 60 * 60;

export interface SessionUser {
  id: string;
  name: string;
  email: string;
}

/** Users and sessions. Cookies come back as `set-cookie` lines for the answer. */
export interface Auth {
  userOf(headers: Headers): Promise<{ user: SessionUser; cookies: string[] } | null>;
  /** Null: no such user, or the password is wrong; the same time is taken for both. */
  signIn(request: {
    email: string;
    password: string;
    stay: boolean;
    headers: Headers;
  }): Promise<{ user: SessionUser; cookies: string[] } | null>;
  signOut(headers: Headers): Promise<string[]>;
  signUp(request: {
    name: string;
    email: string;
    password: string;
    headers: Headers;
  }): Promise<{ user: SessionUser; cookies: string[] }>;
}

/** Sets up better-auth on the system login; none of its own routes is mounted, so nobody can sign up but through set-up. */
export function createAuth(options: { db: Database; secret: string; publicUrl: string }): Auth {
  const auth = betterAuth({
    appName: 'Trellis',
    baseURL: options.publicUrl,
    secret: options.secret,
    telemetry: { enabled: false },
    // Its log would write addresses at failed sign-ins.
    logger: { disabled: true },
    database: drizzleAdapter(options.db.system, { provider: 'pg', schema: tables }),
    emailAndPassword: { enabled: true, autoSignIn: true, minPasswordLength: 10, maxPasswordLength: 128 },
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
      return response ? { user: pick(response.user), cookies: answered.getSetCookie() } : null;
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
