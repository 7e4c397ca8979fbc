import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { shell } from './root-routes.tsx';

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

/** Settings with all their pages. */
export const settingsRoutes = settings.addChildren([
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
]);
