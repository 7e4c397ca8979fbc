import { implement, ORPCError } from '@orpc/server';
import { type RouteMeta, WORKSPACE_HEADER } from '@trellis/shared/api/base.ts';
import { contract } from '@trellis/shared/api/contract.ts';
import type { Role } from '@trellis/shared/api/roles.ts';
import { fromNodeHeaders } from 'better-auth/node';
import type { Request, Response } from 'express';
import { membershipsOf } from '../db/queries/auth.ts';
import type { Auth, SessionUser } from './auth.ts';
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

/** For routes open to anyone; all others are built on `member`. */
export const anyone = implement(contract).$context<RequestContext>();

/** Lets in whom the contract names for the route: signed in, member of the workspace asked for, with one of the roles. */
export const member = anyone.use(async ({ context, procedure, next }) => {
  const { roles } = procedure['~orpc'].meta as RouteMeta;
  const session = await context.auth.userOf(fromNodeHeaders(context.request.headers));
  if (!session) throw new ORPCError('not-signed-in', { status: 401, message: 'Sign in first.' });
  for (const cookie of session.cookies) context.response.append('set-cookie', cookie);
  const memberships = await context.services.db.asSystem((tx) => membershipsOf(tx, session.user.id));
  const asked = context.request.headers[WORKSPACE_HEADER];
  const found =
    asked === undefined && memberships.length === 1 ? memberships[0] : memberships.find(({ id }) => id === asked);
  if (!found) throw workspaceNotFound(asked === undefined ? memberships.length : undefined);
  if (typeof roles === 'string' || !roles.includes(found.role)) {
    const allowed = typeof roles === 'string' ? [] : roles;
    throw new ORPCError('not-allowed', {
      status: 403,
      message: `Your role here is ${found.role}; this needs ${allowed.join(', ')}.`,
    });
  }
  return next({ context: { user: session.user, role: found.role, workspaceId: found.id } });
});

function workspaceNotFound(memberships?: number): ORPCError<'workspace-not-found', undefined> {
  const message =
    memberships === undefined
      ? 'There is no such workspace, or you are not a member of it.'
      : memberships === 0
        ? 'You are not a member of any workspace: ask an owner to invite you.'
        : `You are a member of ${memberships} workspaces: name one by the header ${WORKSPACE_HEADER}.`;
  return new ORPCError('workspace-not-found', { status: 404, message });
}
