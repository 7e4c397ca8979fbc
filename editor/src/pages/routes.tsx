import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
  redirect,
} from '@tanstack/react-router';
import type { Api } from '../api/client.ts';
import { ATTENTION_FILTERS } from './attention/attention-filter.ts';
import { EVENT_TABS } from './events/event-tabs.ts';
import { TIMELINE_FILTERS } from './lead/timeline-filter.ts';
import { MAIL_TABS } from './mailbox/mail-tabs.ts';
import { type RawSearch, readId, readNext, readOneOf, readText } from './read-search.ts';
import { SEGMENT_FILTERS } from './segments/segment-filter.ts';
import { CanvasRoute } from './shell/canvas-route.tsx';
import { NotFoundPage, RouteError } from './shell/route-states.tsx';
import { ShellRoute } from './shell/shell-route.tsx';
import { SignedIn } from './shell/signed-in.tsx';
import { TASK_FILTERS } from './tasks/task-filter.ts';
import { WORKFLOW_FILTERS } from './workflows/filter-workflows.ts';

/** What routes are given before anything is drawn. */
export interface RouterContext {
  api: Api;
  queryClient: QueryClient;
}

/** Leaves out what is not there, so that an address carries only what was chosen. */
function keep<Search extends object>(search: Search): Partial<Search> {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as Partial<Search>; // a part of it
}

const root = createRootRouteWithContext<RouterContext>()({
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

const signedIn = createRoute({
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

const shell = createRoute({ getParentRoute: () => signedIn, id: 'shell', component: ShellRoute });

const workflows = createRoute({
  getParentRoute: () => shell,
  path: '/workflows',
  validateSearch: ({ show }: RawSearch) => keep({ show: readOneOf(show, WORKFLOW_FILTERS) }),
  component: lazyRouteComponent(() => import('./workflows/workflows-page.tsx')),
});

/** One component for all modes, so that the drawing stays where it is while the mode changes. */
const workflow = createRoute({
  getParentRoute: () => signedIn,
  path: '/workflows/$id',
  validateSearch: ({ node, from, to, rule, show }: RawSearch) =>
    keep({
      node: readText(node, 40),
      // In Compare: the two sides and the rule looked at.
      from: readText(from, 40),
      to: readText(to, 40),
      rule: readText(rule, 200),
      // What stands open: the publish dialog in Edit, the moves in Live.
      show: readOneOf(show, ['publish', 'moves']),
    }),
  component: CanvasRoute,
});
const workflowIndex = createRoute({
  getParentRoute: () => workflow,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/workflows/$id/edit', params, replace: true });
  },
});
const workflowEdit = createRoute({ getParentRoute: () => workflow, path: 'edit' });
const workflowLive = createRoute({ getParentRoute: () => workflow, path: 'live' });
const workflowRun = createRoute({ getParentRoute: () => workflow, path: 'run/$runId' });
const workflowCompare = createRoute({ getParentRoute: () => workflow, path: 'compare' });

const leads = createRoute({
  getParentRoute: () => shell,
  path: '/leads',
  validateSearch: ({ search, sort }: RawSearch) =>
    keep({ search: readText(search, 100), sort: readOneOf(sort, ['last-event', 'newest']) }),
  component: lazyRouteComponent(() => import('./leads/leads-page.tsx')),
});

const lead = createRoute({
  getParentRoute: () => shell,
  path: '/leads/$id',
  validateSearch: ({ show }: RawSearch) => keep({ show: readOneOf(show, TIMELINE_FILTERS) }),
  component: lazyRouteComponent(() => import('./lead/lead-page.tsx')),
});

const imports = createRoute({
  getParentRoute: () => shell,
  path: '/leads/imports',
  component: lazyRouteComponent(() => import('./imports/imports-route.tsx')),
});
const importsIndex = createRoute({
  getParentRoute: () => imports,
  path: '/',
  component: lazyRouteComponent(() => import('./imports/imports-page.tsx')),
});
const importPage = createRoute({
  getParentRoute: () => imports,
  path: '$id',
  component: lazyRouteComponent(() => import('./imports/import-page.tsx')),
});

const tasks = createRoute({
  getParentRoute: () => shell,
  path: '/tasks',
  validateSearch: ({ show, lead, workflow, step }: RawSearch) =>
    keep({
      show: readOneOf(show, TASK_FILTERS),
      lead: readId(lead),
      workflow: readId(workflow),
      step: readText(step, 40),
    }),
  component: lazyRouteComponent(() => import('./tasks/tasks-page.tsx')),
});
const task = createRoute({ getParentRoute: () => tasks, path: '$id' });

const segments = createRoute({
  getParentRoute: () => shell,
  path: '/segments',
  validateSearch: ({ show, search }: RawSearch) =>
    keep({ show: readOneOf(show, SEGMENT_FILTERS), search: readText(search, 100) }),
  component: lazyRouteComponent(() => import('./segments/segments-page.tsx')),
});
const newSegment = createRoute({
  getParentRoute: () => shell,
  path: '/segments/new',
  validateSearch: ({ kind }: RawSearch) => keep({ kind: readOneOf(kind, ['rule', 'list']) }),
  component: lazyRouteComponent(() => import('./segments/segment-form-page.tsx')),
});
const segment = createRoute({
  getParentRoute: () => shell,
  path: '/segments/$id',
  component: lazyRouteComponent(() => import('./segments/segment-page.tsx')),
});
const segmentEdit = createRoute({
  getParentRoute: () => shell,
  path: '/segments/$id/edit',
  component: lazyRouteComponent(() => import('./segments/segment-form-page.tsx')),
});

const sms = createRoute({
  getParentRoute: () => shell,
  path: '/sms',
  validateSearch: ({ search }: RawSearch) => keep({ search: readText(search, 100) }),
  component: lazyRouteComponent(() => import('./sms/sms-page.tsx')),
});
const smsThread = createRoute({ getParentRoute: () => sms, path: '$number' });

const attention = createRoute({
  getParentRoute: () => shell,
  path: '/attention',
  validateSearch: ({ show }: RawSearch) => keep({ show: readOneOf(show, ATTENTION_FILTERS) }),
  component: lazyRouteComponent(() => import('./attention/attention-page.tsx')),
});

const events = createRoute({
  getParentRoute: () => shell,
  path: '/events',
  validateSearch: ({ show }: RawSearch) => keep({ show: readOneOf(show, EVENT_TABS) }),
  component: lazyRouteComponent(() => import('./events/events-page.tsx')),
});

const mailbox = createRoute({
  getParentRoute: () => shell,
  path: '/mailbox',
  validateSearch: ({ search, tab }: RawSearch) =>
    keep({ search: readText(search, 100), tab: readOneOf(tab, MAIL_TABS) }),
  component: lazyRouteComponent(() => import('./mailbox/mailbox-page.tsx')),
});
const mail = createRoute({ getParentRoute: () => mailbox, path: '$id' });

const testEvent = createRoute({
  getParentRoute: () => shell,
  path: '/test-event',
  validateSearch: ({ event, lead, sent }: RawSearch) =>
    keep({ event: readText(event, 200), lead: readId(lead), sent: readId(sent) }),
  component: lazyRouteComponent(() => import('./test-event/test-event-page.tsx')),
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings/settings-page.tsx')),
});
const settingsIndex = createRoute({
  getParentRoute: () => settings,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings/general', replace: true });
  },
});
const settingsGeneral = createRoute({
  getParentRoute: () => settings,
  path: 'general',
  component: lazyRouteComponent(() => import('./settings/general-settings.tsx')),
});
const settingsSending = createRoute({
  getParentRoute: () => settings,
  path: 'sending',
  component: lazyRouteComponent(() => import('./settings/sending-settings.tsx')),
});
const settingsKeys = createRoute({
  getParentRoute: () => settings,
  path: 'keys',
  component: lazyRouteComponent(() => import('./settings/keys-settings.tsx')),
});
const settingsForms = createRoute({
  getParentRoute: () => settings,
  path: 'forms',
  component: lazyRouteComponent(() => import('./settings/forms/forms-settings.tsx')),
});
const settingsNewForm = createRoute({
  getParentRoute: () => settings,
  path: 'forms/new',
  component: lazyRouteComponent(() => import('./settings/forms/new-form.tsx')),
});
const settingsForm = createRoute({
  getParentRoute: () => settings,
  path: 'forms/$formId',
  component: lazyRouteComponent(() => import('./settings/forms/form-settings.tsx')),
});
const settingsSecrets = createRoute({
  getParentRoute: () => settings,
  path: 'secrets',
  component: lazyRouteComponent(() => import('./settings/secrets/secrets-settings.tsx')),
});
const settingsSandbox = createRoute({
  getParentRoute: () => settings,
  path: 'sandbox',
  component: lazyRouteComponent(() => import('./settings/sandbox-settings.tsx')),
});

const settingsPeople = createRoute({
  getParentRoute: () => settings,
  path: 'people',
  component: lazyRouteComponent(() => import('./settings/people-settings.tsx')),
});
const settingsAudit = createRoute({
  getParentRoute: () => settings,
  path: 'audit',
  component: lazyRouteComponent(() => import('./settings/audit-settings.tsx')),
});
const settingsProfile = createRoute({
  getParentRoute: () => settings,
  path: 'profile',
  component: lazyRouteComponent(() => import('./settings/profile-settings.tsx')),
});
const settingsDevices = createRoute({
  getParentRoute: () => settings,
  path: 'devices',
  component: lazyRouteComponent(() => import('./settings/devices-settings.tsx')),
});

const routeTree = root.addChildren([
  index,
  signIn,
  setup,
  forgot,
  reset,
  invitation,
  signedIn.addChildren([
    shell.addChildren([
      workflows,
      leads,
      lead,
      imports.addChildren([importsIndex, importPage]),
      events,
      attention,
      tasks.addChildren([task]),
      segments,
      newSegment,
      segment,
      segmentEdit,
      mailbox.addChildren([mail]),
      sms.addChildren([smsThread]),
      testEvent,
      settings.addChildren([
        settingsIndex,
        settingsGeneral,
        settingsPeople,
        settingsAudit,
        settingsProfile,
        settingsDevices,
        settingsSending,
        settingsForms,
        settingsNewForm,
        settingsForm,
        settingsKeys,
        settingsSecrets,
        settingsSandbox,
      ]),
    ]),
    workflow.addChildren([workflowIndex, workflowEdit, workflowLive, workflowRun, workflowCompare]),
  ]),
]);

/** The router over all pages. Pages load when first visited, and already when a link to them is pointed at. */
export function createAppRouter(context: RouterContext, history?: RouterHistory) {
  return createRouter({
    routeTree,
    context,
    defaultPreload: 'intent',
    defaultErrorComponent: RouteError,
    scrollRestoration: false,
    ...(history ? { history } : {}),
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
