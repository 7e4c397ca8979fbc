import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { LeadRow } from '@trellis/shared/api/leads.ts';
import { describe, expect, it } from 'vitest';
import { type FakeCall, FakeProblem } from '../../testing/fake-api.ts';
import { AINO, leadRow, uuid } from '../../testing/fixtures.ts';
import { renderApp } from '../../testing/render-app.tsx';

const page = (items: LeadRow[], nextCursor: string | null = null) => ({
  items,
  nextCursor,
  matching: items.length,
  matchingCapped: false,
  total: 9812,
});

describe('leads', () => {
  it('are fetched page by page, each cursor handed back as it came', async () => {
    const pages: Record<string, ReturnType<typeof page>> = {
      first: page([leadRow(1), leadRow(2)], 'c1'),
      c1: page([leadRow(3)], null),
    };
    const { calls } = renderApp('/leads', {
      'GET /leads': ({ query }: FakeCall) => pages[query.get('cursor') ?? 'first'],
    });
    await screen.findByRole('link', { name: 'Lead 3' });
    expect(calls.filter((call) => call.path === '/leads').map((call) => call.query.get('cursor'))).toEqual([
      null,
      'c1',
    ]);
    expect(screen.getByRole('heading', { name: 'Leads' }).nextElementSibling?.textContent).toBe('9,812');
  });

  it('are searched and sorted on the server, and both stand in the address', async () => {
    const { calls, router } = renderApp('/leads', {
      'GET /leads': ({ query }: FakeCall) =>
        page(query.get('search') === 'aino' ? [leadRow(1, { name: 'Aino Virtanen' })] : [leadRow(1), leadRow(2)]),
    });
    await screen.findByRole('link', { name: 'Lead 2' });
    const box = screen.getByRole('searchbox', { name: 'Name, company or email' });
    fireEvent.change(box, { target: { value: 'aino' } });
    fireEvent.keyDown(box, { key: 'Enter' });
    await screen.findByRole('link', { name: 'Aino Virtanen' });
    expect(screen.getByText('1 of 9,812')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Created' }));
    await waitFor(() => expect(router.state.location.search).toEqual({ search: 'aino', sort: 'newest' }));
    await waitFor(() => expect(calls.at(-1)?.query.get('sort')).toBe('newest'));
    expect(screen.getByRole('columnheader', { name: 'Created' }).getAttribute('aria-sort')).toBe('descending');
  });

  it('say what was searched where nothing matches, and take the search back', async () => {
    const { router } = renderApp('/leads?search=nobody', {
      'GET /leads': ({ query }: FakeCall) => page(query.get('search') ? [] : [leadRow(1)]),
    });
    await screen.findByRole('heading', { name: 'No lead matches “nobody”' });
    fireEvent.click(screen.getByRole('button', { name: 'Clear search' }));
    await screen.findByRole('link', { name: 'Lead 1' });
    expect(router.state.location.search).toEqual({});
  });

  it('are all put into a workflow at once, also those not shown, after saying how many would enter', async () => {
    const { calls } = renderApp('/leads?search=lahti', {
      'GET /leads': { ...page([leadRow(1)]), matching: 1204 },
      'GET /enrol-jobs': { items: [], nextCursor: null },
      'GET /segments': { items: [] },
      'GET /catalog/things': {
        workflows: [{ id: uuid(101), name: 'Welcome', archived: false, status: 'live', byHand: true }],
        segments: [],
        people: [],
        forms: [],
      },
      'POST /enrol-jobs/preview': {
        matching: 1204,
        matchingCapped: false,
        looked: 1204,
        entering: 1204,
        refused: [],
        by: 'manual',
      },
      'POST /enrol-jobs': { total: 1204 },
    });
    fireEvent.click(await screen.findByRole('checkbox', { name: 'Choose Lead 1' }));
    fireEvent.click(screen.getByRole('button', { name: 'Select all 1,204' }));
    fireEvent.click(screen.getByRole('button', { name: 'Enrol 1,204 in…' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Welcome' }));
    const dialog = await screen.findByRole('dialog', { name: 'Put 1,204 leads into “Welcome”?' });
    fireEvent.click(await within(dialog).findByRole('button', { name: 'Enrol 1,204' }));
    const begun = () => calls.find(({ method, path }) => method === 'POST' && path === '/enrol-jobs');
    await waitFor(() => expect(begun()).toBeTruthy());
    expect(begun()?.body).toEqual({ filter: { search: 'lahti' }, workflowId: uuid(101) });
  });

  it('that are known by their address are opened instead of added twice', async () => {
    renderApp('/leads', {
      'GET /leads': page([leadRow(1)]),
      'POST /leads': new FakeProblem(409, 'lead-exists', 'A lead with this address or user id exists.', { lead: AINO }),
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Add lead' }));
    const drawer = await screen.findByRole('dialog', { name: 'Add a lead' });
    fireEvent.change(within(drawer).getByLabelText('Email'), { target: { value: AINO.email } });
    fireEvent.click(within(drawer).getByRole('button', { name: 'Add lead' }));
    const open = await within(drawer).findByRole('link', { name: 'Open lead' });
    expect(open.getAttribute('href')).toBe(`/leads/${uuid(20)}`);
    expect(within(drawer).getByLabelText<HTMLInputElement>('Email').value).toBe(AINO.email);
  });
});
