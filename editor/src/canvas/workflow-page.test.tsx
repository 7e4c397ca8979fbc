import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeAll, expect, test, vi } from 'vitest';
import { graphOf, SAMPLE_TYPES } from '../store/testing/sample.ts';
import { FakeProblem, type FakeRoutes } from '../testing/fake-api.ts';
import { renderApp } from '../testing/render-app.tsx';

// A whole page is drawn in each test; a loaded machine needs its time.
vi.setConfig({ testTimeout: 20_000 });

const ID = '0198aaaa-0000-7000-8000-000000000001';
const person = { id: 'u1', name: 'Hanna' };
const graph = graphOf('s:start m:mail e:stop', 's>m m>e');
const draft = { graph, revision: 3, savedAt: '2026-11-20T09:24:00.000Z', savedBy: person };

beforeAll(() => {
  // The parts of a browser that React Flow measures with and happy-dom lacks. Without motion the view jumps instead of gliding.
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
});

function open(routes: FakeRoutes = {}, path = 'edit') {
  return renderApp(`/workflows/${ID}/${path}`, {
    'GET /catalog/nodes': { items: SAMPLE_TYPES },
    'GET /catalog/events': { items: [] },
    'GET /catalog/lead-fields': { items: [] },
    [`GET /workflows/${ID}`]: {
      id: ID,
      name: 'Welcome',
      status: 'draft',
      draft,
      currentVersion: null,
      draftAhead: true,
      canEdit: true,
    },
    [`POST /workflows/${ID}/diagnostics`]: { diagnostics: [], hash: null },
    [`PUT /workflows/${ID}/draft`]: { revision: 4, savedAt: '2026-11-20T09:25:00.000Z', draftAhead: true },
    ...routes,
  });
}

const card = (name: string) => screen.findByRole('button', { name: new RegExp(`^${name}\\.`) }, { timeout: 5000 });

test('a change is saved by itself on the revision it started from', async () => {
  const { calls } = open();
  fireEvent.click(await card('m'));
  fireEvent.change(await screen.findByLabelText('Name of the step'), { target: { value: 'Thank-you mail' } });
  await waitFor(() => expect(calls.some((call) => call.method === 'PUT')).toBe(true), { timeout: 4000 });
  expect(calls.find((call) => call.method === 'PUT')?.body).toMatchObject({
    baseRevision: 3,
    graph: { nodes: [{}, { name: 'Thank-you mail' }, {}] },
  });
  await waitFor(() => expect(document.querySelector('[data-save="saved"]')).toBeTruthy());
});

test('when somebody else saved meanwhile nothing is overwritten until a person chooses', async () => {
  const theirs = { ...draft, revision: 9, graph: graphOf('s:start x:mail', 's>x') };
  let conflicts = 0;
  const { calls } = open({
    [`PUT /workflows/${ID}/draft`]: () => {
      conflicts += 1;
      return conflicts === 1
        ? new FakeProblem(409, 'draft-changed', 'Somebody saved this draft meanwhile.', { theirs })
        : { revision: 10, savedAt: draft.savedAt, draftAhead: true };
    },
  });
  fireEvent.click(await card('m'));
  fireEvent.change(await screen.findByLabelText('Name of the step'), { target: { value: 'Mine' } });
  expect(await screen.findByText('Hanna saved this workflow meanwhile', {}, { timeout: 4000 })).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Keep mine' }));
  await waitFor(
    () => expect(calls.filter((call) => call.method === 'PUT').at(-1)?.body).toMatchObject({ baseRevision: 9 }),
    { timeout: 4000 },
  );
});

test('errors block publishing and open the list of them, each with its fix', async () => {
  const diagnostics = [
    {
      severity: 'error',
      code: 'no-subject',
      message: '“m”: “Subject” is not filled in.',
      nodeId: 'm',
      path: ['subject'],
    },
  ];
  const { calls } = open({ [`POST /workflows/${ID}/diagnostics`]: { diagnostics, hash: null } });
  await screen.findByText('1 problem', {}, { timeout: 5000 });
  fireEvent.click(screen.getByRole('button', { name: /Publish/ }));
  expect(await screen.findByText('1 blocks publishing')).toBeTruthy();
  expect(calls.some((call) => call.path.endsWith('/versions') && call.method === 'POST')).toBe(false);
  fireEvent.click(screen.getByRole('button', { name: 'Show' }));
  expect(await screen.findByLabelText('Name of the step')).toBeTruthy();
});

test('Publish opens its dialog by the address, and the way back closes it', async () => {
  const { router } = open();
  await card('m');
  fireEvent.click(screen.getByRole('button', { name: 'Publish v1' }));
  expect(await screen.findByRole('dialog', { name: 'Publish version 1' })).toBeTruthy();
  expect(router.state.location.search).toMatchObject({ show: 'publish' });
  router.history.back();
  await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Publish version 1' })).toBeNull());
});

test('Live of a workflow that was never published says what to do', async () => {
  open({}, 'live');
  expect(await screen.findByText('Not published yet', {}, { timeout: 5000 })).toBeTruthy();
});
