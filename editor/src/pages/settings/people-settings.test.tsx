import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { Member } from '@trellis/shared/api/people.ts';
import { describe, expect, it } from 'vitest';
import { session, uuid } from '../../testing/fixtures.ts';
import { renderApp } from '../../testing/render-app.tsx';

const SINCE = '2026-11-20T09:24:00.000Z';
const PRIYA: Member = {
  id: 'user-1',
  name: 'Priya Raman',
  email: 'priya@brightwater.example',
  role: 'owner',
  since: SINCE,
  you: true,
};
const MIRA: Member = {
  ...PRIYA,
  id: 'user-2',
  name: 'Mira Osei',
  email: 'mira@brightwater.example',
  role: 'sales',
  you: false,
};
const people = { members: [PRIYA, MIRA], invitations: [] };

describe('people', () => {
  it('are invited by address and role; the link is shown to copy where the mail did not go out', async () => {
    const invitation = {
      id: uuid(1),
      email: 'jonas@brightwater.example',
      role: 'marketer',
      invitedBy: { id: 'user-1', name: 'Priya Raman' },
      createdAt: SINCE,
      expiresAt: SINCE,
      expired: false,
    };
    const { calls } = renderApp('/settings/people', {
      'GET /people': people,
      'POST /people/invitations': { invitation, link: 'http://trellis.test/invitation#tok', mailed: false },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Invite…' }));
    fireEvent.change(screen.getByLabelText('Email'), { target: { value: 'nobody' } });
    fireEvent.click(screen.getByRole('button', { name: 'Send invitation' }));
    await screen.findByText(/Write an email address/);
    fireEvent.change(screen.getByLabelText('Email'), { target: { value: 'jonas@brightwater.example' } });
    fireEvent.click(screen.getByRole('button', { name: 'Send invitation' }));
    await screen.findByText('http://trellis.test/invitation#tok');
    expect(screen.getByText(/did not take the mail/)).toBeTruthy();
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      email: 'jonas@brightwater.example',
      role: 'marketer',
    });
  });

  it('are removed only after a question', async () => {
    const { calls } = renderApp('/settings/people', { 'GET /people': people, 'DELETE /people/*': { removed: true } });
    fireEvent.click(await screen.findByRole('button', { name: 'Remove Mira Osei' }));
    const dialog = await screen.findByRole('dialog', { name: 'Remove Mira Osei?' });
    expect(calls.some(({ method }) => method === 'DELETE')).toBe(false);
    fireEvent.click(within(dialog).getByRole('button', { name: 'Remove member' }));
    await waitFor(() => expect(calls.some(({ path }) => path === '/people/user-2')).toBe(true));
  });

  it('can be looked at but not changed by a viewer, who sees no audit either', async () => {
    const viewer = { ...session, workspaces: session.workspaces.map((one) => ({ ...one, role: 'viewer' })) };
    renderApp('/settings/people', { 'GET /session': viewer, 'GET /people': people });
    await screen.findByText('Mira Osei');
    expect(screen.queryByRole('button', { name: 'Invite…' })).toBeNull();
    expect(screen.queryByRole('button', { name: /^Remove/ })).toBeNull();
    expect(screen.queryByRole('link', { name: 'Audit' })).toBeNull();
  });
});

it('an invitation asks a stranger for name and a good password, and opens the workspace', async () => {
  const { calls, router } = renderApp('/invitation#a-token-of-some-length', {
    'POST /invitations/look': {
      workspace: 'Brightwater',
      email: 'jonas@brightwater.example',
      role: 'sales',
      invitedBy: 'Priya Raman',
      hasAccount: false,
    },
    'POST /invitations/accept': session,
    'GET /workflows': {
      items: [],
      counts: { all: 0, live: 0, paused: 0, draft: 0, stopped: 0, archived: 0, parked: 0 },
    },
  });
  await screen.findByRole('heading', { name: 'Join Brightwater' });
  fireEvent.change(screen.getByLabelText('Your name'), { target: { value: 'Jonas Weber' } });
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'short' } });
  fireEvent.click(screen.getByRole('button', { name: 'Join workspace' }));
  await screen.findByText('Use at least 10 characters.');
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'a long enough one' } });
  fireEvent.click(screen.getByRole('button', { name: 'Join workspace' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/workflows'));
  expect(calls.find(({ path }) => path === '/invitations/accept')?.body).toEqual({
    token: 'a-token-of-some-length',
    name: 'Jonas Weber',
    password: 'a long enough one',
  });
});
