import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { FakeProblem } from '../../testing/fake-api.ts';
import { session, uuid, workflowList, workflowRow } from '../../testing/fixtures.ts';
import { renderApp } from '../../testing/render-app.tsx';

const rows = [
  workflowRow(1, { name: 'E-book', draftAhead: true }),
  workflowRow(2, { name: 'Post-demo', parked: 3 }),
  workflowRow(3, { name: 'Webinar', status: 'draft', version: null, triggers: [] }),
];

describe('workflows', () => {
  it('show status, version, draft and numbers, and link to where work goes on', async () => {
    renderApp('/workflows', { 'GET /workflows': workflowList(rows) });
    const ebook = (await screen.findByRole('link', { name: 'E-book' })).closest('tr');
    if (!ebook) throw new Error('The workflow stands in no row.');
    expect(within(ebook).getByText('Draft v8')).toBeTruthy();
    expect(within(ebook).getByText('2,480')).toBeTruthy();
    expect(screen.getByText('3 parked')).toBeTruthy();
    expect(screen.getByText('No trigger yet')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'E-book' }).getAttribute('href')).toBe(`/workflows/${uuid(101)}/live`);
    expect(screen.getByRole('link', { name: 'Webinar' }).getAttribute('href')).toBe(`/workflows/${uuid(103)}/edit`);
  });

  it('keep the filter in the address', async () => {
    const { router } = renderApp('/workflows', { 'GET /workflows': workflowList(rows) });
    await screen.findByRole('link', { name: 'E-book' });
    fireEvent.click(screen.getByRole('button', { name: /Needs you/ }));
    await waitFor(() => expect(router.state.location.search).toEqual({ show: 'needsYou' }));
    await waitFor(() => expect(screen.queryByRole('link', { name: 'E-book' })).toBeNull());
    expect(screen.getByRole('link', { name: 'Post-demo' })).toBeTruthy();
  });

  it('offer a first workflow where there is none, to those who may draw', async () => {
    renderApp('/workflows', { 'GET /workflows': workflowList([]) });
    await screen.findByRole('heading', { name: 'There is no workflow yet' });
    expect(screen.getAllByRole('button', { name: 'New workflow' })).toHaveLength(2);
  });

  it('offer none to those who may only look', async () => {
    const viewer = {
      ...session,
      workspaces: session.workspaces.map((membership) => ({ ...membership, role: 'viewer' })),
    };
    renderApp('/workflows', { 'GET /session': viewer, 'GET /workflows': workflowList([]) });
    await screen.findByRole('heading', { name: 'There is no workflow yet' });
    expect(screen.queryByRole('button', { name: 'New workflow' })).toBeNull();
  });

  it('say what failed and what to do, and ask again', async () => {
    let broken = true;
    renderApp('/workflows', {
      'GET /workflows': () =>
        broken ? new FakeProblem(503, 'database-away', 'The database does not answer.') : workflowList(rows),
    });
    await screen.findByRole('heading', { name: 'The workflows could not be shown' });
    expect(screen.getByText('The database does not answer.')).toBeTruthy();
    expect(screen.getByText('database-away')).toBeTruthy();
    broken = false;
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByRole('link', { name: 'E-book' });
  });
});
