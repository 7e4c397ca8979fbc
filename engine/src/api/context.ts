import {
  type Implementer,
  type ImplementerInternalWithMiddlewares,
  implement,
  type MergedCurrentContext,
  type MergedInitialContext,
  ORPCError,
} from '@orpc/server';
import type { RouteMeta } from '@trellis/shared/api/base.ts';
import { contract } from '@trellis/shared/api/contract.ts';
import { SCOPE_ROLES } from '@trellis/shared/api/keys.ts';
import type { Role } from '@trellis/shared/api/roles.ts';
import { WORKSPACE_HEADER } from '@trellis/shared/api/wire.ts';
import { fromNodeHeaders } from 'better-auth/node';
import type { Request, Response } from 'express';
import { resolveApiKey } from '../db/queries/api-keys.ts';
import { membershipsOf } from '../db/queries/auth.ts';
import { bearerHash, KEY_ACTOR } from './api-key.ts';
import type { Auth, SessionUser } from './auth.ts';
import type { CallerLimits } from './caller-limits.ts';
import type { LiveHub } from './live-hub.ts';
import type { ApiServices } from './services.ts';
import type { SetUp } from './set-up.ts';
import type { SignInLimiter } from './sign-in-limiter.ts';

/** What a handler gets of the server and of the one request. */
export interface RequestContext {
  services: ApiServices;
  auth: Auth;
  live: LiveHub;
  signIns: SignInLimiter;
  limits: CallerLimits;
  setUp: SetUp;
  request: Request;
  response: Response;
}

/** A member who was let in by the route's roles. */
export interface MemberContext {
  user: SessionUser;
  role: Role;
  workspaceId: string;
}

// Named, because the compiler writes out no type as long as the whole contract.
type Contract = typeof contract;
type Initial = RequestContext & Record<never, never>;
type With<Added extends object> = ImplementerInternalWithMiddlewares<
  Contract,
  MergedInitialContext<Initial, RequestContext, RequestContext>,
  MergedCurrentContext<RequestContext, Added>
>;
type Person = ImplementerInternalWithMiddlewares<
  Contract,
  MergedInitialContext<Initial, RequestContext, RequestContext>,
  MergedCurrentContext<RequestContext, { user: SessionUser; sessionId: string }>
>;

/** For routes open to anyone; all others are built on `member`. */
export const anyone: Implementer<Contract, Initial, RequestContext> = implement(contract).$context<RequestContext>();

/** For routes of a signed-in person, whatever the workspace; API keys are no persons. */
export const person: Person = anyone.use(async ({ context, next }) => {
  const session = await signedIn(context);
  return next({ context: { user: session.user, sessionId: session.sessionId } });
});

/** Lets in whom the contract names for the route: a member of the workspace asked for, or an API key of it, with one of the roles. */
export const member: With<MemberContext> = anyone.use(async ({ context, procedure, next }) => {
  const { roles } = procedure['~orpc'].meta as RouteMeta;
  return next({ context: await admit(context, typeof roles === 'string' ? [] : roles) });
});

/**
 * Who calls, once their bounds and their role let them in; `workspace` names it where no header can, as behind a link.
 * @throws ORPCError `not-signed-in`, `workspace-not-found`, `too-many-requests`, `not-allowed`
 */
export async function admit(
  context: CallerContext,
  roles: readonly Role[],
  workspace?: string,
): Promise<MemberContext> {
  const found = await callerOf(context, workspace);
  const limited = context.limits.take(found);
  if (limited) {
    context.response.set('retry-after', '60');
    throw new ORPCError('too-many-requests', { status: 429, message: LIMITED[limited] });
  }
  if (!roles.includes(found.role))
    throw new ORPCError('not-allowed', { status: 403, message: roleRefusal(found, roles) });
  return { user: found.user, role: found.role, workspaceId: found.workspaceId };
}

const LIMITED = {
  key: 'Too many requests with this API key: wait a minute, then send fewer at once.',
  account: 'Too many requests of this account: wait a minute.',
  workspace: 'Too many requests in this workspace, of all people and API keys together: wait a minute.',
} as const;

/** A person has a role, a key a scope: each is told what it has and what it would need. */
function roleRefusal({ user, role }: MemberContext, roles: readonly Role[]): string {
  if (!user.id.startsWith(KEY_ACTOR)) return `Your role here is ${role}; this needs ${roles.join(', ')}.`;
  const scopes = Object.entries(SCOPE_ROLES);
  const [scope] = scopes.find(([, one]) => one === role) ?? [role];
  const needed = scopes.filter(([, one]) => roles.includes(one)).map(([name]) => name);
  if (needed.length === 0)
    return `This API key has the scope ${scope}; no key may do this: sign in as ${roles.join(', ')}.`;
  return `This API key has the scope ${scope}; this needs ${needed.join(' or ')}: create such a key in Settings, Keys.`;
}

/** What it takes to find out who calls. */
export type CallerContext = Pick<RequestContext, 'auth' | 'services' | 'limits' | 'request' | 'response'>;

/** A person by their session, or a program by its API key; a wrong key is never tried as a session. */
async function callerOf(context: CallerContext, workspace?: string): Promise<MemberContext> {
  const asked = context.request.headers[WORKSPACE_HEADER] ?? workspace;
  const hash = bearerHash(context.request.headers.authorization);
  if (hash !== undefined) {
    const key = hash && (await context.services.db.asSystem((tx) => resolveApiKey(tx, hash)));
    if (!key) throw new ORPCError('not-signed-in', { status: 401, message: NO_SUCH_KEY });
    if (asked !== undefined && asked !== key.workspaceId) throw workspaceNotFound();
    const user = { id: `${KEY_ACTOR}${key.id}`, name: key.name, email: '' };
    return { user, role: SCOPE_ROLES[key.scope], workspaceId: key.workspaceId };
  }
  const session = await signedIn(context);
  const memberships = await context.services.db.asSystem((tx) => membershipsOf(tx, session.user.id));
  const found =
    asked === undefined && memberships.length === 1 ? memberships[0] : memberships.find(({ id }) => id === asked);
  if (!found) throw workspaceNotFound(asked === undefined ? memberships.length : undefined);
  return { user: session.user, role: found.role, workspaceId: found.id };
}

const NO_SUCH_KEY = 'There is no such API key, or it was revoked: send "Bearer ak_…" with a key of Settings, Keys.';
const NO_KEY_HERE = 'An API key was found, but this is about a person: sign in instead.';
const SIGN_IN = 'No session was found: sign in first, or send an API key as "authorization: Bearer ak_…".';

async function signedIn({ auth, request, response }: CallerContext) {
  const session = await auth.userOf(fromNodeHeaders(request.headers));
  if (!session) {
    const byKey = bearerHash(request.headers.authorization) !== undefined;
    throw new ORPCError('not-signed-in', { status: 401, message: byKey ? NO_KEY_HERE : SIGN_IN });
  }
  for (const cookie of session.cookies) response.append('set-cookie', cookie);
  return session;
}

function workspaceNotFound(memberships?: number): ORPCError<'workspace-not-found', undefined> {
  const message =
    memberships === undefined
      ? 'There is no such workspace, or you are not a member of it.'
      : memberships === 0
        ? 'You are not a member of any workspace: ask an owner to invite you.'
        : `You are a member of ${memberships} workspaces: name one by the header ${WORKSPACE_HEADER}.`;
  return new ORPCError('workspace-not-found', { status: 404, message });
}
