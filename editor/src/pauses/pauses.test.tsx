import { QueryClientProvider } from '@tanstack/react-query';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { Pause } from '@trellis/shared/api/pauses.ts';
import { describe, expect, it } from 'vitest';
import { createQueryClient } from '../api/query-client.ts';
import { ApiProvider } from '../api/use-api.tsx';
import { createFakeApi, FakeProblem } from '../testing/fake-api.ts';
import { lead, uuid, workflowList, workflowRow } from '../testing/fixtures.ts';
import { renderApp } from '../testing/render-app.tsx';
import { renderUi } from '../testing/render-ui.tsx';
import { PauseDialog } from './pause-dialog.tsx';
import type { PauseSubject } from './pause-subject.ts';
import { withPaused } from './paused-overlay.ts';

/** A page is loaded when it is first asked for. */
const PATIENT = { timeout: 10_000 };
const HANNA = { id: 'user-2', name: 'Hanna Berg' };
const pause = (more: Partial<Pause>): Pause => ({
  id: uuid(900),
  level: 'workspace',
  workflow: null,
  version: null,
  node: null,
  channel: null,
  lead: null,
  durations: 'stop',
  entrants: 'queue',
  since: '2026-11-20T09:24:00.000Z',
  by: HANNA,
  reason: null,
  ...more,
});
const row = workflowRow(1, { name: 'E-book' });
const ofWorkflow = pause({ level: 'workflow', workflow: { id: row.id, name: 'E-book' } });
const preview = {
  pause: ofWorkflow,
  stop: { due: 214, later: 1120 },
  run: { due: 1334, later: 0 },
  waiting: 3,
  held: 0,
  queued: 12,
  complete: true,
};

async function openMenu(name: string, routes: Parameters<typeof renderApp>[1]) {
  const app = renderApp('/workflows', { 'GET /pauses': { items: [] }, ...routes });
  fireEvent.click(await screen.findByRole('button', { name }, PATIENT));
  return app;
}

describe('a workflow in the list', () => {
  it('is paused with what was chosen for waits and entrants, and why', async () => {
    const { calls } = await openMenu('What to do with E-book', {
      'GET /workflows': workflowList([row]),
      [`PUT /workflows/${row.id}/status`]: { id: row.id, status: 'paused' },
    });
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Pause…' }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog.textContent).toContain('352 runs rest where they are; nobody is taken out.');
    fireEvent.click(within(dialog).getByRole('radio', { name: 'Runs on' }));
    fireEvent.click(within(dialog).getByRole('radio', { name: 'Does not enter' }));
    fireEvent.change(within(dialog).getByLabelText(/Reason/), { target: { value: 'New texts' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Pause “E-book”' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'PUT')?.body).toEqual({
        status: 'paused',
        durations: 'run',
        entrants: 'drop',
        reason: 'New texts',
      }),
    );
  });

  it('shows before a resume what it sets going by each choice, and lets it be spread', async () => {
    const { calls } = await openMenu('What to do with E-book', {
      'GET /workflows': workflowList([{ ...row, status: 'paused' }]),
      'GET /pauses': { items: [ofWorkflow] },
      [`GET /pauses/${ofWorkflow.id}/preview`]: preview,
      [`PUT /workflows/${row.id}/status`]: { id: row.id, status: 'live' },
    });
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Resume…' }));
    const dialog = await screen.findByRole('dialog');
    expect(await within(dialog).findByText('214 runs go on at once')).toBeTruthy();
    expect(dialog.textContent).toContain('1,120 later.');
    expect(dialog.textContent).toContain('3 wait for an event, 12 wait to enter.');
    fireEvent.click(within(dialog).getByRole('radio', { name: 'Runs on' }));
    expect(within(dialog).getByText('1,334 runs go on at once')).toBeTruthy();
    fireEvent.change(within(dialog).getByLabelText('Let them go on'), { target: { value: '30' } });
    expect(within(dialog).getByText('About 45 a minute')).toBeTruthy();
    fireEvent.click(within(dialog).getByRole('button', { name: 'Resume “E-book”' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'PUT')?.body).toEqual({
        status: 'live',
        durations: 'run',
        spreadMinutes: 30,
      }),
    );
  });

  it('is stopped only after it was asked whether those in it finish or end, with their number', async () => {
    const { calls } = await openMenu('What to do with E-book', {
      'GET /workflows': workflowList([row]),
      [`PUT /workflows/${row.id}/status`]: { id: row.id, status: 'stopped' },
    });
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Stop…' }));
    const dialog = await screen.findByRole('dialog');
    expect(await within(dialog).findByRole('button', { name: 'Stop and let 352 finish' })).toBeTruthy();
    fireEvent.click(within(dialog).getByRole('radio', { name: 'End their runs now' }));
    fireEvent.click(within(dialog).getByRole('button', { name: 'Stop and end 352 runs' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'PUT')?.body).toEqual({ status: 'stopped', runs: 'end' }),
    );
  });

  it('says why it could not be paused, and keeps what was chosen', async () => {
    await openMenu('What to do with E-book', {
      'GET /workflows': workflowList([row]),
      [`PUT /workflows/${row.id}/status`]: new FakeProblem(409, 'status-not-possible', 'The workflow is stopped.'),
    });
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Pause…' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.click(within(dialog).getByRole('radio', { name: 'Runs on' }));
    fireEvent.click(within(dialog).getByRole('button', { name: 'Pause “E-book”' }));
    expect((await within(dialog).findByRole('alert')).textContent).toContain('The workflow is stopped.');
    expect(within(dialog).getByRole('radio', { name: 'Runs on' }).getAttribute('aria-checked')).toBe('true');
  });
});

it('a paused workspace says so on every page, by whom and why', async () => {
  renderApp('/workflows', {
    'GET /workflows': workflowList([row]),
    'GET /pauses': { items: [pause({ reason: 'Wrong sender' })] },
  });
  const bar = await screen.findByRole('region', { name: 'Everything is paused.' }, PATIENT);
  expect(bar.textContent).toMatch(/Paused by Hanna Berg, .*Reason: Wrong sender/);
  expect(within(bar).getByRole('button', { name: 'Resume…' })).toBeTruthy();
});

it('the dialog says which mails still go out, where people would expect none', async () => {
  const words = 'Mails that people have just asked for still go out';
  const told = async (subject: PauseSubject) => {
    const { unmount } = renderUi(
      <QueryClientProvider client={createQueryClient({ onSignedOut: () => undefined })}>
        <ApiProvider api={createFakeApi({}).api}>
          <PauseDialog subject={subject} onClose={() => undefined} />
        </ApiProvider>
      </QueryClientProvider>,
    );
    const dialog = await screen.findByRole('dialog');
    const found = dialog.textContent?.includes(words);
    unmount();
    return found;
  };
  expect(await told({ level: 'workspace' })).toBe(true);
  expect(await told({ level: 'channel', channel: 'email' })).toBe(true);
  expect(await told({ level: 'channel', channel: 'sms' })).toBe(false);
});

it('a paused lead says so, and goes on from its own page', async () => {
  const ofLead = pause({ level: 'lead', lead: { id: lead.id, name: lead.name, email: null, company: null } });
  const { calls } = renderApp(`/leads/${lead.id}`, {
    [`GET /leads/${lead.id}`]: lead,
    [`GET /leads/${lead.id}/runs`]: { items: [] },
    'GET /workflows': workflowList([]),
    'GET /pauses': { items: [ofLead] },
    [`GET /pauses/${ofLead.id}/preview`]: {
      ...preview,
      pause: ofLead,
      stop: { due: 0, later: 1 },
      waiting: 0,
      queued: 0,
    },
    [`POST /pauses/${ofLead.id}/resume`]: { id: ofLead.id },
  });
  const bar = await screen.findByRole('region', { name: 'All runs of this lead are paused.' }, PATIENT);
  fireEvent.click(within(bar).getByRole('button', { name: 'Resume…' }));
  const dialog = await screen.findByRole('dialog');
  expect(await within(dialog).findByText('0 runs go on at once')).toBeTruthy();
  fireEvent.click(within(dialog).getByRole('button', { name: `Resume all runs of ${lead.name}` }));
  await waitFor(() => expect(calls.find(({ method }) => method === 'POST')?.path).toContain('/resume'));
});

describe('paused steps on a drawing', () => {
  const ofNode = pause({ level: 'node', workflow: { id: row.id, name: 'E-book' }, node: { id: 'wait', name: 'Wait' } });
  const bare = {
    nodes: new Map([['wait', { tab: { count: 2, word: 'held', tone: 'plain' as const } }]]),
    edges: new Map(),
  };
  it('are marked with who paused them, over what stands there', () => {
    expect(withPaused(bare, [ofNode], () => 'Paused by Hanna').nodes.get('wait')).toEqual({
      tab: { count: 2, word: 'held', tone: 'plain' },
      state: 'paused',
      summary: 'Paused by Hanna',
    });
  });
  it('are left to their error where they have one, and a drawing without any stays the same object', () => {
    expect(withPaused(bare, [ofNode], () => '', new Set(['wait'])).nodes.get('wait')).not.toHaveProperty('state');
    expect(withPaused(bare, [pause({})], () => '')).toBe(bare);
  });
});
