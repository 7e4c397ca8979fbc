import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { FakeProblem } from '../../testing/fake-api.ts';
import { NOBODY, session, workflowList } from '../../testing/fixtures.ts';
import { renderApp } from '../../testing/render-app.tsx';

const type = (label: string | RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });

describe('sign-in', () => {
  it('comes first, and leads to the page that was asked for', async () => {
    const { router } = renderApp('/leads?search=aino', {
      'GET /session': NOBODY,
      'POST /session': session,
      'GET /leads': { items: [], nextCursor: null, matching: 0, matchingCapped: false, total: 0 },
    });
    await screen.findByRole('heading', { name: 'Sign in to Trellis' });
    type('Work email', 'priya@brightwater.example');
    type('Password', 'a long password');
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await screen.findByRole('heading', { name: 'Leads' });
    expect(router.state.location.href).toBe('/leads?search=aino');
  });

  it('says how many tries are left, and keeps what was typed', async () => {
    renderApp('/sign-in', {
      'GET /session': NOBODY,
      'POST /session': new FakeProblem(401, 'wrong-credentials', 'Email and password do not match.', { triesLeft: 4 }),
    });
    await screen.findByRole('heading', { name: 'Sign in to Trellis' });
    type('Work email', 'priya@brightwater.example');
    type('Password', 'wrong');
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    expect((await screen.findByRole('alert')).textContent).toContain('Email and password do not match. 4 tries left.');
    expect(screen.getByLabelText<HTMLInputElement>('Password').value).toBe('wrong');
  });

  it('says what is expected beside a field, and asks nothing of the server', async () => {
    const { calls } = renderApp('/sign-in', { 'GET /session': NOBODY });
    await screen.findByRole('heading', { name: 'Sign in to Trellis' });
    type('Work email', 'priya');
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await screen.findByText(/such as priya@brightwater.example/);
    expect(screen.getByLabelText('Work email').getAttribute('aria-invalid')).toBe('true');
    expect(calls.some((call) => call.method === 'POST')).toBe(false);
  });
});

describe('first run', () => {
  it('creates the owner with the token of the console and this browser’s zone, then opens the workflows', async () => {
    const { calls } = renderApp('/', {
      'GET /session': { ...NOBODY, firstRun: true, setupNeedsToken: true },
      'POST /setup': session,
      'GET /workflows': workflowList([]),
    });
    await screen.findByRole('heading', { name: 'Set up Trellis' });
    type(/^Company/, 'Brightwater');
    type('Your name', 'Priya Raman');
    type('Work email', 'priya@brightwater.example');
    type('Password', 'short');
    type('Set-up token', ' abc ');
    expect(screen.getByText('5 more characters')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Create owner account' }));
    await screen.findByText('Use at least 10 characters.');
    type('Password', 'a password of length');
    fireEvent.click(screen.getByRole('button', { name: 'Create owner account' }));
    await screen.findByRole('heading', { name: 'Workflows' });
    const setup = calls.find((call) => call.path === '/setup');
    expect(setup?.body).toMatchObject({ company: 'Brightwater', token: 'abc', timeZone: expect.stringMatching(/./) });
  });

  it('is over once there is an owner', async () => {
    const { router } = renderApp('/setup', { 'GET /session': NOBODY });
    await waitFor(() => expect(router.state.location.pathname).toBe('/sign-in'));
  });
});
