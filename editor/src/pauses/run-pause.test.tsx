import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeAll, expect, it, vi } from 'vitest';
import { graphOf, SAMPLE_TYPES } from '../store/testing/sample.ts';
import { FakeProblem, type FakeRoutes } from '../testing/fake-api.ts';
import { lead, uuid } from '../testing/fixtures.ts';
import { renderApp } from '../testing/render-app.tsx';

// A whole page is drawn in each test; a loaded machine needs its time.
vi.setConfig({ testTimeout: 20_000 });
const PATIENT = { timeout: 10_000 };

const AT = '2026-11-20T09:24:00.000Z';
const ID = uuid(1);
const graph = graphOf('s:start p:pause e:stop', 's>p p>e');
const version = { id: uuid(2), number: 3 };
const position = { id: uuid(7), status: 'active', reason: null, stepNo: 5, at: null };
const run = {
  ...position,
  workflow: { id: ID, name: 'E-book' },
  version,
  lead: { id: lead.id, name: lead.name, email: null, company: null },
  startedAt: AT,
  endedAt: null,
  pausedAt: null,
  trigger: null,
  graph,
  steps: [],
  waits: [],
  effects: [],
  here: ['p'],
  path: [],
  actions: ['pause', 'exit'],
};

beforeAll(() => {
  // What React Flow measures with and happy-dom lacks.
  class NoObserver {
    observe() {}
    unobserve() {}
    disconnect() {}
  }
  vi.stubGlobal('ResizeObserver', NoObserver);
});

const open = (path: string, routes: FakeRoutes) =>
  renderApp(`/workflows/${ID}/${path}`, {
    'GET /catalog/nodes': { items: SAMPLE_TYPES },
    'GET /pauses': { items: [] },
    [`GET /workflows/${ID}`]: {
      id: ID,
      name: 'E-book',
      status: 'live',
      draft: { graph, revision: 3, savedAt: AT, savedBy: { id: 'u1', name: 'Hanna' } },
      currentVersion: { ...version, publishedAt: AT, publishedBy: { id: 'u1', name: 'Hanna' }, active: 4 },
      draftAhead: false,
      canEdit: true,
    },
    [`GET /runs/${uuid(7)}`]: run,
    ...routes,
  });

it('one run is paused with what was chosen for its waits, and why', async () => {
  const { calls } = open(`run/${uuid(7)}`, { [`POST /runs/${uuid(7)}/control`]: { ...position, status: 'paused' } });
  fireEvent.click(await screen.findByRole('button', { name: 'Pause run…' }, PATIENT));
  const dialog = await screen.findByRole('dialog', { name: `Pause the run of ${lead.name}?` });
  expect(within(dialog).getByRole('radio', { name: 'Stands still' }).getAttribute('aria-checked')).toBe('true');
  expect(within(dialog).queryByText('Whoever would enter meanwhile')).toBeNull();
  fireEvent.click(within(dialog).getByRole('radio', { name: 'Runs on' }));
  expect(within(dialog).getByText('Waits that are over meanwhile go on together afterwards.')).toBeTruthy();
  fireEvent.change(within(dialog).getByLabelText(/Reason/), { target: { value: 'On holiday' } });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Pause run' }));
  expect(await screen.findByText('Run paused')).toBeTruthy();
  expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
    stepNo: 5,
    reason: 'On holiday',
    action: { kind: 'pause', durations: 'run' },
  });
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

it('a run that moved on since is not paused; the dialog says so and keeps what was chosen', async () => {
  open(`run/${uuid(7)}`, {
    [`POST /runs/${uuid(7)}/control`]: new FakeProblem(409, 'run-moved', 'The run has moved since you looked.', {
      position,
    }),
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Pause run…' }, PATIENT));
  const dialog = await screen.findByRole('dialog');
  fireEvent.click(within(dialog).getByRole('radio', { name: 'Runs on' }));
  fireEvent.click(within(dialog).getByRole('button', { name: 'Pause run' }));
  expect((await within(dialog).findByRole('alert')).textContent).toContain('The run has moved since you looked.');
  expect(within(dialog).getByRole('radio', { name: 'Runs on' }).getAttribute('aria-checked')).toBe('true');
});

it('all runs at a step are paused by the same choice', async () => {
  const none = {
    waiting: 1,
    performing: 0,
    parked: 0,
    paused: 0,
    passed: {},
    ended: 0,
    sent: 0,
    opened: 0,
    clicked: 0,
  };
  const { calls } = open('live?node=p', {
    [`GET /workflows/${ID}/counts`]: {
      ...{ versionId: version.id, entered: 1, enteredToday: 1, active: 1, paused: 0, parked: 0, finished: 0 },
      ...{ leftEarly: 0, nodes: { p: none }, at: AT },
    },
    [`GET /workflows/${ID}/versions/${version.id}`]: {
      ...version,
      graph,
      publishedAt: AT,
      publishedBy: { id: 'u1', name: 'Hanna' },
    },
    [`GET /workflows/${ID}/versions`]: { items: [] },
    [`GET /workflows/${ID}/nodes/p/runs`]: {
      items: [
        {
          ...{ runId: uuid(7), stepNo: 5, lead: run.lead, status: 'active', doing: 'waiting', since: AT },
          ...{ until: null, untilReal: null, skipPorts: [], reason: null },
        },
      ],
      nextCursor: null,
      total: 1,
      timeouts: [],
    },
    'POST /control-jobs/preview': { count: 1, possible: 1, items: [] },
    'POST /control-jobs': { id: uuid(9), total: 1 },
  });
  fireEvent.click(await screen.findByRole('button', { name: 'All of them…' }, PATIENT));
  fireEvent.click(await screen.findByRole('menuitem', { name: /^Pause/ }));
  const dialog = await screen.findByRole('dialog');
  fireEvent.click(await within(dialog).findByRole('radio', { name: 'Runs on' }));
  fireEvent.click(await within(dialog).findByRole('button', { name: /1$/ }));
  await waitFor(() =>
    expect(calls.find(({ method, path }) => method === 'POST' && path === '/control-jobs')?.body).toMatchObject({
      action: { kind: 'pause', durations: 'run' },
    }),
  );
});
