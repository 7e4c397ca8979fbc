import { createRoute, createRouter, lazyRouteComponent, type RouterHistory, redirect } from '@tanstack/react-router';
import { ATTENTION_FILTERS } from './attention/attention-filter.ts';
import { EVENT_TABS } from './events/event-tabs.ts';
import { TIMELINE_FILTERS } from './lead/timeline-filter.ts';
import { MAIL_TABS } from './mailbox/mail-tabs.ts';
import { type RawSearch, readId, readOneOf, readText } from './read-search.ts';
import { doorRoutes, keep, type RouterContext, root, shell, signedIn } from './root-routes.tsx';
import { SEGMENT_FILTERS } from './segments/segment-filter.ts';
import { settingsRoutes } from './settings-routes.tsx';
import { CanvasRoute } from './shell/canvas-route.tsx';
import { RouteError } from './shell/route-states.tsx';
import { TASK_FILTERS } from './tasks/task-filter.ts';
import { WORKFLOW_FILTERS } from './workflows/filter-workflows.ts';

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

const routeTree = root.addChildren([
  ...doorRoutes,
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
      settingsRoutes,
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
