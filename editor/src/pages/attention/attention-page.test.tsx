import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { uuid } from '../../testing/fixtures.ts';
import { renderApp } from '../../testing/render-app.tsx';

const at = '2026-11-20T09:51:00.000Z';
const cause = (code: string, parts: object = {}) => ({
  key: `failing:${code}`,
  kind: 'failing',
  code,
  title: `Answered ${code}`,
  text: 'Parked: they go on only when a person says so',
  detail: '401 {"error":"key_revoked"}',
  runs: 41,
  parked: 41,
  firstSeen: at,
  lastSeen: '2026-11-20T10:24:00.000Z',
  places: [
    {
      workflow: { id: uuid(1), name: 'MQL acceleration' },
      version: { id: uuid(2), number: 4 },
      nodeId: 'tell',
      name: 'Tell CRM',
      type: 'call-webhook',
      runs: 41,
    },
  ],
  nextTryAt: null,
  parksAt: null,
  failures: [1, 0, 4],
  who: [
    {
      runId: uuid(3),
      workflow: { id: uuid(1), name: 'MQL acceleration' },
      lead: { id: uuid(4), name: 'Rania Haddad', email: null, company: 'Levant Cooling' },
      at,
    },
  ],
  steps: [
    { title: 'Give the step a key that works', text: 'Publish it.' },
    { title: 'Resume the 41 runs where they stand', text: 'Each repeats only what failed.' },
  ],
  filter: { code },
  fix: 'retry',
  ...parts,
});
const list = (...causes: object[]) => ({ causes, runs: 41 * causes.length, at });
const job = {
  id: uuid(9),
  status: 'running',
  action: { kind: 'retry' },
  filter: { code: '401' },
  perMinute: 20,
  total: 41,
  done: 10,
  refused: { moved: 2 },
  by: { id: 'priya', name: 'Priya Raman' },
  reason: null,
  startedAt: at,
  startedReal: at,
  finishedAt: null,
  readyAt: null,
};
const jobs = (...items: object[]) => ({ items, nextCursor: null });
const summary = { 'GET /attention/count': { causes: 1, runs: 41 } };

describe('attention', () => {
  it('shows each cause with what happens, where, to whom, and the steps of its fix; the first stands open', async () => {
    renderApp('/attention', {
      ...summary,
      'GET /attention': list(cause('401'), cause('404', { key: 'failing:404' })),
      'GET /control-jobs': jobs(),
    });
    const first = await screen.findByRole('button', { name: /Answered 401/ });
    expect(first.getAttribute('aria-expanded')).toBe('true');
    expect(screen.getByText('401 {"error":"key_revoked"}')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Rania Haddad' }).getAttribute('href')).toBe(
      `/workflows/${uuid(1)}/run/${uuid(3)}`,
    );
    const fix = screen.getByRole('complementary', { name: 'Suggested fix' });
    expect(within(fix).getAllByRole('listitem')).toHaveLength(2);
    fireEvent.click(screen.getByRole('button', { name: /Answered 404/ }));
    expect(first.getAttribute('aria-expanded')).toBe('false');
    expect(await screen.findByText('2 causes, 82 runs')).toBeTruthy();
  });

  it('fixes and resumes all parked runs of a cause as one job, at the pace that was chosen', async () => {
    const { calls } = renderApp('/attention', {
      ...summary,
      'GET /attention': list(cause('401')),
      'GET /control-jobs': jobs(),
      'POST /control-jobs': job,
    });
    fireEvent.change(await screen.findByLabelText('Runs a minute'), { target: { value: '60' } });
    fireEvent.click(screen.getByRole('button', { name: 'Fix and resume 41 runs' }));
    await waitFor(() => expect(calls.find(({ method }) => method === 'POST')).toBeTruthy());
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      filter: { code: '401', status: 'parked' },
      action: { kind: 'retry' },
      perMinute: 60,
    });
  });

  it.each([
    ['Exit 41…', 'Take 41 runs out of their workflows?', 'Take out 40', 'exit'],
    ['Skip this step for 41…', 'Skip the step for 41 runs?', 'Skip for 40', 'skip-step'],
  ])(
    '%s asks first, counts for how many it can be done, and begins a job with the reason',
    async (name, title, confirm, kind) => {
      const { calls } = renderApp('/attention', {
        ...summary,
        'GET /attention': list(cause('401')),
        'GET /control-jobs': jobs(),
        'POST /control-jobs/preview': { count: 41, possible: 40, items: [] },
        'POST /control-jobs': job,
      });
      fireEvent.click(await screen.findByRole('button', { name }));
      const dialog = await screen.findByRole('dialog', { name: title });
      const begin = await within(dialog).findByRole('button', { name: confirm });
      const begun = () => calls.filter(({ method, path }) => method === 'POST' && path === '/control-jobs');
      expect(begun()).toEqual([]);
      fireEvent.change(within(dialog).getByLabelText('Reason, kept in the audit log'), {
        target: { value: 'Key is gone' },
      });
      fireEvent.click(begin);
      await waitFor(() => expect(begun()).toHaveLength(1));
      expect(begun()[0]?.body).toEqual({ filter: { code: '401' }, action: { kind }, reason: 'Key is gone' });
    },
  );

  it('tells when the first run parks without a fix', async () => {
    renderApp('/attention', {
      ...summary,
      'GET /attention': list(
        cause('503', {
          parked: 0,
          fix: 'run-now',
          nextTryAt: '2026-11-20T10:26:00.000Z',
          parksAt: '2026-11-20T13:50:00.000Z',
        }),
      ),
      'GET /control-jobs': jobs(),
    });
    expect(await screen.findByText(/the first of them parks .*:50; the next try comes .*:26/)).toBeTruthy();
  });

  it('lists what was mended in the last seven days, and nothing older', async () => {
    const done = { ...job, status: 'done', done: 118, reason: 'Provider was down' };
    renderApp('/attention?show=solved', {
      ...summary,
      'GET /attention': list(),
      'GET /control-jobs': jobs(
        { ...done, finishedAt: '2026-11-18T16:12:00.000Z' },
        { ...done, id: uuid(10), finishedAt: '2026-11-10T16:12:00.000Z' },
      ),
    });
    const rows = within(await screen.findByRole('list', { name: 'Jobs of the last seven days' })).getAllByRole(
      'listitem',
    );
    expect(rows.map((row) => row.textContent)).toEqual([expect.stringContaining('118 runs')]);
    expect(rows[0]?.textContent).toContain('Provider was down');
  });

  it('shows a job under way, whoever began it, and cancels it', async () => {
    const { calls } = renderApp('/attention', {
      ...summary,
      'GET /attention': list(),
      'GET /control-jobs': ({ query }: { query: URLSearchParams }) =>
        query.get('status') === 'running' ? jobs(job) : jobs(),
      [`POST /control-jobs/${uuid(9)}/cancel`]: { ...job, status: 'cancelled' },
    });
    expect(await screen.findByText(/12 of 41 · 2 passed by/)).toBeTruthy();
    expect(screen.getByText('Nothing needs you')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Cancel: Resuming where they stand' }));
    await waitFor(() => expect(calls.some(({ path }) => path.endsWith('/cancel'))).toBe(true));
  });
});
