import { configure } from '@testing-library/react';
import { vi } from 'vitest';
import { graphOf, SAMPLE_TYPES } from '../../store/testing/sample.ts';
import type { FakeRoutes } from '../../testing/fake-api.ts';
import { renderApp } from '../../testing/render-app.tsx';

// A whole page is drawn in each test; a loaded machine needs its time.
vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 10_000 });

export const ID = '0198aaaa-0000-7000-8000-000000000001';
export const HANNA = { id: 'u1', name: 'Hanna' };
const AT = '2026-11-20T09:24:00.000Z';
export const graph = graphOf('s:start m:mail e:stop', 's>m m>e');
export const draft = { graph, revision: 3, savedAt: AT, savedBy: HANNA };
export const version = (number: number, current = false, active = 0) => ({
  id: `0198aaaa-0000-7000-8000-0000000003${String(number).padStart(2, '0')}`,
  number,
  hash: `h${number}`,
  publishedAt: AT,
  publishedBy: HANNA,
  active,
  current,
});
export const workflow = {
  id: ID,
  name: 'Welcome',
  status: 'live',
  draft,
  currentVersion: version(7, true, 352),
  draftAhead: true,
  canEdit: true,
};

/** The parts of a browser that React Flow measures with and happy-dom lacks. Without motion the view jumps instead of gliding. */
export function stubBrowser(): void {
  class NoObserver {
    observe() {}
    unobserve() {}
    disconnect() {}
  }
  vi.stubGlobal('ResizeObserver', NoObserver);
  const { matchMedia } = window;
  vi.stubGlobal('matchMedia', (query: string) =>
    query.includes('reduced-motion') ? { ...matchMedia(query), matches: true } : matchMedia.call(window, query),
  );
}

/** Opens the page of a live workflow (v7, 352 leads on it, the draft ahead) at a path below its own, over routes of the test's own. */
export function openWorkflow(path: string, routes: FakeRoutes = {}) {
  const base = `/workflows/${ID}`;
  return renderApp(`${base}/${path}`, {
    'GET /catalog/nodes': { items: SAMPLE_TYPES },
    'GET /catalog/events': { items: [] },
    'GET /catalog/lead-fields': { items: [] },
    'GET /catalog/things': { workflows: [], segments: [], people: [], forms: [] },
    [`GET ${base}`]: workflow,
    [`POST ${base}/diagnostics`]: { diagnostics: [], hash: null },
    [`PUT ${base}/draft`]: { revision: 4, savedAt: AT, draftAhead: true },
    [`GET ${base}/scheduled-publish`]: { scheduled: null },
    [`GET ${base}/moves`]: { items: [] },
    [`GET ${base}/versions`]: { items: [version(7, true, 352), version(6)] },
    [`GET ${base}/versions/*/since`]: { entered: 0, sent: 0, takeBackUntil: null },
    [`GET ${base}/versions/*/changes`]: { changes: [] },
    [`GET ${base}/versions/${version(7).id}`]: { ...version(7, true, 352), graph },
    [`GET ${base}/counts`]: {
      versionId: version(7).id,
      entered: 0,
      enteredToday: 0,
      active: 0,
      paused: 0,
      parked: 0,
      finished: 0,
      leftEarly: 0,
      nodes: {},
      at: AT,
    },
    ...routes,
  });
}
