import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { FakeProblem } from '../testing/fake-api.ts';
import { lead, uuid, workflowList } from '../testing/fixtures.ts';
import { renderApp } from '../testing/render-app.tsx';

const AT = '2026-11-20T09:24:00.000Z';
const row = {
  id: uuid(7),
  workflow: { id: uuid(1), name: 'E-book' },
  version: { id: uuid(2), number: 3 },
  lead: { id: lead.id, name: lead.name, email: null, company: null },
  status: 'active',
  reason: null,
  stepNo: 5,
  startedAt: AT,
  endedAt: null,
  at: null,
};
const node = (id: string, name: string) => ({
  id,
  type: 'wait',
  typeVersion: 1,
  name,
  config: {},
  position: { x: 0, y: 0 },
});
const run = {
  ...row,
  pausedAt: null,
  trigger: null,
  graph: {
    graphVersion: 1,
    nodes: [node('a', 'First'), node('b', 'Second')],
    edges: [],
    notes: [],
    direction: 'down',
    settings: {},
  },
  steps: [],
  waits: [],
  effects: [],
  here: ['a'],
  path: [],
  actions: ['run-now', 'move', 'replay'],
};

/** The lead's page with one run, its menu opened. */
async function openMenu(routes: Parameters<typeof renderApp>[1] = {}) {
  const app = renderApp(`/leads/${lead.id}`, {
    [`GET /leads/${lead.id}`]: lead,
    [`GET /leads/${lead.id}/runs`]: { items: [{ ...row, path: [] }] },
    [`GET /runs/${uuid(7)}`]: run,
    'GET /workflows': workflowList([]),
    ...routes,
  });
  fireEvent.click(await screen.findByRole('button', { name: 'More for the run in E-book' }));
  await screen.findByRole('menuitem', { name: 'Run now' });
  return app;
}

describe('the menu of a run', () => {
  it('offers what the api says is possible, and nothing else', async () => {
    await openMenu();
    expect(screen.getAllByRole('menuitem').map(({ textContent }) => textContent)).toEqual([
      'Run now',
      'Move to a step…',
      'Replay from a step…',
    ]);
  });

  it('acts with the step number that was seen, and says why it was refused', async () => {
    const { calls } = await openMenu({
      [`POST /runs/${uuid(7)}/control`]: new FakeProblem(409, 'run-moved', 'The run has moved on since you looked.'),
    });
    fireEvent.click(screen.getByRole('menuitem', { name: 'Run now' }));
    expect(await screen.findByText(/Not done: The run has moved on/)).toBeTruthy();
    expect(calls.find(({ method }) => method === 'POST')?.body).toMatchObject({
      stepNo: 5,
      action: { kind: 'run-now' },
    });
  });

  it('moves a run to the chosen step, with the reason', async () => {
    const { calls } = await openMenu({ [`POST /runs/${uuid(7)}/control`]: { ...row, stepNo: 6 } });
    fireEvent.click(screen.getByRole('menuitem', { name: 'Move to a step…' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.change(within(dialog).getByLabelText('Step'), { target: { value: 'b' } });
    fireEvent.change(within(dialog).getByLabelText(/Reason/), { target: { value: 'Asked for it' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Move run' }));
    await waitFor(() => expect(calls.some(({ method }) => method === 'POST')).toBe(true));
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      stepNo: 5,
      action: { kind: 'move', node: 'b' },
      reason: 'Asked for it',
    });
  });

  it('recomputes a run with another attribute, and marks where the paths part', async () => {
    const step = (text: string) => ({
      nodeId: 'a',
      name: 'First',
      type: 'wait',
      visit: 1,
      kind: 'left',
      port: 'next',
      text,
      at: AT,
    });
    const { calls } = await openMenu({
      [`POST /runs/${uuid(7)}/dry-replay`]: {
        same: false,
        differsAt: 0,
        reached: 'parted',
        recorded: [step('Big')],
        replayed: [step('Else')],
      },
    });
    fireEvent.click(screen.getByRole('menuitem', { name: 'Replay from a step…' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.change(within(dialog).getByLabelText(/What if an attribute/), { target: { value: 'plan' } });
    fireEvent.change(within(dialog).getByLabelText('Its value then'), { target: { value: 'tiny' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Recompute' }));
    expect(await within(dialog).findByText('The recomputed path is another one.')).toBeTruthy();
    expect(within(dialog).getByText('Else').closest('li')?.dataset.other).toBe('true');
    expect(calls.find(({ path }) => path.endsWith('/dry-replay'))?.body).toEqual({
      nodeId: 'a',
      attributes: { plan: 'tiny' },
    });
  });
});
