import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { AINO, uuid } from '../../testing/fixtures.ts';
import { renderApp } from '../../testing/render-app.tsx';

const AT = '2026-11-20T09:24:00.000Z';
const received = {
  what: 'received',
  id: uuid(900),
  at: AT,
  occurredAt: AT,
  name: 'content.downloaded',
  source: 'api',
  lead: AINO,
  properties: {},
  routed: true,
  started: [{ runId: uuid(3), workflow: { id: uuid(101), name: 'E-book' } }],
  missed: 2,
};
const missed = {
  what: 'missed',
  id: uuid(901),
  at: AT,
  lead: AINO,
  event: { id: uuid(900), name: 'content.downloaded' },
  workflow: { id: uuid(102), name: 'Welcome' },
  runId: null,
  code: 'only-once',
  text: 'The lead was in this workflow before',
};

describe('events', () => {
  it('say what each led to, and why others did not trigger', async () => {
    const { router } = renderApp('/events', {
      'GET /events': { items: [received], nextCursor: null },
      'GET /events/missed': { items: [missed], nextCursor: null },
      'GET /events/rejected': { items: [], nextCursor: null },
    });
    await screen.findByText('Started E-book, 2 did not trigger');
    fireEvent.click(screen.getByRole('button', { name: 'Did not trigger' }));
    await screen.findByText('The lead was in this workflow before');
    expect(router.state.location.search).toEqual({ show: 'missed' });
    fireEvent.click(screen.getByRole('button', { name: 'Rejected' }));
    await screen.findByRole('heading', { name: 'Nothing was rejected' });
  });

  it('are called what people call them, with the way they came by, and those of others by their names', async () => {
    const clicked = { ...received, id: uuid(910), name: 'email.clicked', source: 'click' };
    const own = { ...received, id: uuid(911), name: 'plan.viewed', source: 'our-own' };
    renderApp('/events', { 'GET /events': { items: [clicked, own], nextCursor: null } });
    await screen.findByText('Link clicked');
    expect(screen.getByText('email.clicked')).toBeTruthy();
    expect(screen.getByText('Mail link')).toBeTruthy();
    expect(screen.getByText('plan.viewed')).toBeTruthy();
    expect(screen.getByText('our-own')).toBeTruthy();
  });

  it('are fetched page by page, each cursor handed back as it came', async () => {
    const { calls } = renderApp('/events', {
      'GET /events': ({ query }: { query: URLSearchParams }) =>
        query.get('cursor')
          ? { items: [{ ...received, id: uuid(950), name: 'second.page' }], nextCursor: null }
          : { items: [received], nextCursor: 'c1' },
    });
    await screen.findByText('second.page');
    await waitFor(() =>
      expect(calls.filter(({ path }) => path === '/events').map(({ query }) => query.get('cursor'))).toEqual([
        null,
        'c1',
      ]),
    );
  });
});
