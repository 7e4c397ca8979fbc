import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import type { Api } from '../api/client.ts';
import { type RawSearch, readNext } from './read-search.ts';
import { NotFoundPage, RouteError } from './shell/route-states.tsx';
import { ShellRoute } from './shell/shell-route.tsx';
import { SignedIn } from './shell/signed-in.tsx';

/** What routes are given before anything is drawn. */
export interface RouterContext {
  api: Api;
  queryClient: QueryClient;
}

/** Leaves out what is not there, so that an address carries only what was chosen. */
export function keep<Search extends object>(search: Search): Partial<Search> {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as Partial<Search>; // a part of it
}

export const root = createRootRouteWithContext<RouterContext>()({
  notFoundComponent: NotFoundPage,
  errorComponent: RouteError,
});

/** Each call asks the cache; the api answers once a session. */
function sessionOf({ api, queryClient }: RouterContext) {
  return queryClient.ensureQueryData(api.query.session.get.queryOptions({ staleTime: 5 * 60_000 }));
}

const index = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/workflows', replace: true });
  },
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: ({ next }: RawSearch) => keep({ next: readNext(next) }),
  beforeLoad: async ({ context }) => {
    const session = await sessionOf(context);
    if (session.firstRun) throw redirect({ to: '/setup', replace: true });
    if (session.user) throw redirect({ to: '/workflows', replace: true });
  },
  component: lazyRouteComponent(() => import('./sign-in/sign-in-page.tsx')),
});

const forgot = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: lazyRouteComponent(() => import('./sign-in/forgot-page.tsx')),
});
const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  component: lazyRouteComponent(() => import('./sign-in/reset-page.tsx')),
});
const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: lazyRouteComponent(() => import('./sign-in/invitation-page.tsx')),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  beforeLoad: async ({ context }) => {
    const session = await sessionOf(context);
    if (!session.firstRun) throw redirect({ to: '/sign-in', replace: true });
    return { setupNeedsToken: session.setupNeedsToken };
  },
  component: lazyRouteComponent(() => import('./sign-in/setup-page.tsx')),
});

export const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    const session = await sessionOf(context);
    if (session.firstRun) throw redirect({ to: '/setup', replace: true });
    if (!session.user) throw redirect({ to: '/sign-in', search: { next: location.href }, replace: true });
    return { user: session.user, workspaces: session.workspaces };
  },
  component: SignedIn,
});

export const shell = createRoute({ getParentRoute: () => signedIn, id: 'shell', component: ShellRoute });

/** Pages that nobody has to be signed in for. */
export const doorRoutes = [index, signIn, setup, forgot, reset, invitation] as const;
