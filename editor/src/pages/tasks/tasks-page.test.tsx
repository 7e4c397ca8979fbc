import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { Task } from '@trellis/shared/api/tasks.ts';
import { describe, expect, it } from 'vitest';
import { type FakeCall, FakeProblem } from '../../testing/fake-api.ts';
import { AINO, lead, uuid } from '../../testing/fixtures.ts';
import { renderApp } from '../../testing/render-app.tsx';

const at = '2026-11-20T09:24:00.000Z';
const MIRA = { id: 'user-2', name: 'Mira Osei' };
const task = (n: number, more: Partial<Task> = {}): Task => ({
  id: uuid(400 + n),
  kind: 'call',
  title: `Call ${n}`,
  instructions: null,
  outcomes: [
    { id: 'reached', label: 'Reached' },
    { id: 'voicemail', label: 'Voicemail' },
  ],
  status: 'open',
  assignee: null,
  dueAt: null,
  outcome: null,
  note: null,
  decidedBy: null,
  decidedAt: null,
  createdAt: at,
  lead: AINO,
  runId: uuid(7),
  workflow: { id: uuid(101), name: 'Demo requests' },
  nodeId: 'call',
  ...more,
});
const page = (...items: Task[]) => ({ items, nextCursor: null });
const routes = {
  'GET /tasks': page(task(1), task(2)),
  'GET /tasks/count': { open: 2, mine: 0, overdue: 0 },
  'GET /tasks/*': ({ path }: FakeCall) => task(path.endsWith(uuid(401)) ? 1 : 2),
  'GET /leads/*': lead,
  'GET /leads/*/timeline': { items: [], nextCursor: null, counts: null },
};

describe('tasks', () => {
  it('are answered by a button or its number, and the next one opens', async () => {
    const { calls, router } = renderApp(`/tasks/${uuid(401)}`, {
      ...routes,
      'POST /tasks/*/complete': ({ body }: FakeCall) => {
        const { outcome } = body as { outcome: string };
        return task(1, { status: 'done', outcome, decidedBy: MIRA, decidedAt: at });
      },
    });
    const note = await screen.findByLabelText(/^Note/);
    fireEvent.change(note, { target: { value: 'Likes it' } });
    // In a field a digit is a digit.
    fireEvent.keyDown(note, { key: '1' });
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
    fireEvent.keyDown(document.body, { key: '2' });
    await waitFor(() => expect(router.state.location.pathname).toBe(`/tasks/${uuid(402)}`));
    const answer = calls.find(({ method }) => method === 'POST');
    expect(answer?.body).toMatchObject({ outcome: 'voicemail', note: 'Likes it' });
    await screen.findByText('Voicemail: saved. Next: Call 2');
  });

  it('that somebody else answered meanwhile say who did and how, and keep what was typed', async () => {
    let taken = false;
    renderApp(`/tasks/${uuid(401)}`, {
      ...routes,
      'GET /tasks': page(task(1)),
      'GET /tasks/*': () =>
        taken ? task(1, { status: 'done', outcome: 'reached', decidedBy: MIRA, decidedAt: at }) : task(1),
      'POST /tasks/*/complete': () => {
        taken = true;
        return new FakeProblem(409, 'task-not-open', 'The task is no longer open.', {
          status: 'done',
          outcome: 'reached',
          by: MIRA,
          at,
        });
      },
    });
    fireEvent.change(await screen.findByLabelText(/^Note/), { target: { value: 'Left a message' } });
    fireEvent.click(screen.getByRole('button', { name: /^Voicemail/ }));
    await screen.findByText(/^Mira Osei answered this/);
    expect(screen.getByText(/The answer was “Reached”. Yours was not taken/)).toBeTruthy();
    expect(screen.getByText('Left a message')).toBeTruthy();
    expect(screen.queryByRole('button', { name: /^Reached/ })).toBeNull();
  });

  it('are chosen by filters that stand in the address, and a link’s filter can be taken away', async () => {
    const { calls, router } = renderApp(`/tasks?lead=${AINO.id}`, routes);
    await screen.findByText('Lead is');
    const asked = () => calls.findLast(({ path }) => path === '/tasks')?.query;
    expect(asked()?.get('leadId')).toBe(AINO.id);
    fireEvent.click(screen.getByRole('button', { name: /^Mine/ }));
    await waitFor(() => expect(router.state.location.search).toEqual({ show: 'mine', lead: AINO.id }));
    await waitFor(() => expect([asked()?.get('assignee'), asked()?.get('status')]).toEqual(['me', 'open']));
    fireEvent.click(screen.getByRole('button', { name: 'Take the filter “Lead is Aino Virtanen” away' }));
    await waitFor(() => expect(router.state.location.search).toEqual({ show: 'mine' }));
  });

  it('for approval show the message that a yes sends, and why it could not go out', async () => {
    const approval = task(1, { kind: 'approval', outcomes: [{ id: 'approved', label: 'Approve' }] });
    const message = {
      channel: 'email',
      nodeId: 'mail',
      nodeName: 'Offer',
      subject: 'Your offer',
      html: '<p>Hi Aino</p>',
      text: 'Hi Aino',
      from: 'Hanna',
      to: AINO.email,
      problem: null,
    };
    const { router } = renderApp(`/tasks/${uuid(401)}`, {
      ...routes,
      'GET /tasks/*': approval,
      'GET /tasks/*/next-message': { message },
    });
    const frame = await screen.findByTitle('The mail that would go out');
    expect(frame.getAttribute('sandbox')).toBe('');
    expect(screen.getByText('Your offer')).toBeTruthy();
    // The deadline of an approval is the workflow's.
    expect(screen.queryByRole('button', { name: 'Later…' })).toBeNull();
    expect(router.state.location.pathname).toBe(`/tasks/${uuid(401)}`);
  });

  it('say what is true where there are none', async () => {
    renderApp('/tasks?show=mine', { ...routes, 'GET /tasks': page() });
    const heading = await screen.findByRole('heading', { name: 'No task is yours' });
    expect(within(heading.parentElement ?? document.body).getByText(/2 are open in all/)).toBeTruthy();
  });
});
