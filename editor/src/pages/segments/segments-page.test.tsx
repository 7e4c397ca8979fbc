import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { Segment } from '@trellis/shared/api/segments.ts';
import { describe, expect, it } from 'vitest';
import type { FakeCall } from '../../testing/fake-api.ts';
import { AINO, leadRow, uuid } from '../../testing/fixtures.ts';
import { renderApp } from '../../testing/render-app.tsx';

const at = '2026-11-20T09:24:00.000Z';
const PRO = { version: 1, combinator: 'and', rules: [{ field: 'lead.plan', operator: '=', value: 'pro' }] };
const segment = (n: number, more: Partial<Segment> = {}): Segment => ({
  id: uuid(500 + n),
  name: `Segment ${n}`,
  condition: null,
  members: 1204,
  createdAt: at,
  looking: false,
  ...more,
});
const use = { workflow: { id: uuid(101), name: 'Pro welcome' }, status: 'live', running: true, startsOnEntering: true };
const things = { workflows: [], segments: [], people: [], forms: [] };
const routes = {
  'GET /catalog/events': { items: [] },
  'GET /catalog/lead-fields': { items: [] },
  'GET /catalog/things': things,
  'GET /enrol-jobs': { items: [], nextCursor: null },
  'GET /segments': { items: [segment(1), segment(2, { name: 'Pro', condition: PRO })] },
  'GET /segments/*': segment(1),
  'GET /segments/*/uses': { items: [] },
  'GET /segments/*/members': { items: [{ lead: AINO, enteredAt: at, byHand: true }], nextCursor: null },
  'POST /conditions/matches': { matching: 1204, of: 9812, sampled: null },
};

describe('segments', () => {
  it('are listed with their rule in words, and narrowed by kind and name in the address', async () => {
    const { router } = renderApp('/segments', routes);
    await screen.findByText('plan is pro');
    fireEvent.click(screen.getByRole('button', { name: /^Lists/ }));
    await waitFor(() => expect(router.state.location.search).toEqual({ show: 'list' }));
    expect(screen.queryByRole('link', { name: 'Pro' })).toBeNull();
    expect(screen.getByRole('link', { name: 'Segment 1' })).toBeTruthy();
  });

  it('are made with a name and a rule, told how many leads meet it', async () => {
    const { calls, router } = renderApp('/segments/new', {
      ...routes,
      'POST /segments': ({ body }: FakeCall) => segment(3, body as Partial<Segment>),
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Create segment' }));
    expect(screen.getByText('Give it a name.')).toBeTruthy();
    expect(calls.some(({ method, path }) => method === 'POST' && path === '/segments')).toBe(false);
    fireEvent.change(screen.getByLabelText('Name'), { target: { value: ' Guests ' } });
    fireEvent.click(screen.getByRole('radio', { name: 'Leads that I choose' }));
    fireEvent.click(screen.getByRole('button', { name: 'Create segment' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/segments/${uuid(503)}`));
    expect(calls.find(({ method, path }) => method === 'POST' && path === '/segments')?.body).toEqual({
      name: 'Guests',
      condition: null,
    });
  });

  it('that workflows use are not deleted: the dialog names where', async () => {
    const { calls } = renderApp(`/segments/${uuid(501)}`, { ...routes, 'GET /segments/*/uses': { items: [use] } });
    fireEvent.click(await screen.findByRole('button', { name: 'More actions' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Delete…' }));
    const dialog = await screen.findByRole('dialog', { name: '“Segment 1” is in use' });
    expect(within(dialog).getByRole('link', { name: 'Pro welcome' })).toBeTruthy();
    expect(within(dialog).queryByRole('button', { name: 'Delete segment' })).toBeNull();
    expect(calls.some(({ path }) => path.endsWith('/archive'))).toBe(false);
  });

  it('let a lead out of a list by hand, and back in', async () => {
    const { calls } = renderApp(`/segments/${uuid(501)}`, {
      ...routes,
      'POST /segments/*/members': { changed: 1, members: 1203 },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Remove Aino Virtanen' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    const changes = () => calls.filter(({ method, path }) => method === 'POST' && path.endsWith('/members'));
    await waitFor(() => expect(changes()).toHaveLength(2));
    expect(changes().map(({ body }) => body)).toEqual([
      { change: 'remove', leadIds: [AINO.id] },
      { change: 'add', leadIds: [AINO.id] },
    ]);
  });

  it('take in lead after lead, however quickly they are chosen', async () => {
    renderApp(`/segments/${uuid(501)}`, {
      ...routes,
      'GET /leads': { items: [leadRow(1), leadRow(2)], nextCursor: null, matching: 2, matchingCapped: false, total: 2 },
      'POST /segments/*/members': { changed: 1, members: 1205 },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Add leads' }));
    const first = await screen.findByRole('button', { name: 'Add Lead 1' });
    fireEvent.click(first);
    fireEvent.click(screen.getByRole('button', { name: 'Add Lead 2' }));
    await waitFor(() => expect(screen.getAllByText('In', { exact: true })).toHaveLength(2));
  });

  it('put their members into a workflow after saying how many would enter', async () => {
    const { calls } = renderApp(`/segments/${uuid(501)}`, {
      ...routes,
      'GET /segments/*/uses': { items: [use] },
      'POST /enrol-jobs/preview': {
        matching: 1204,
        matchingCapped: false,
        looked: 1204,
        entering: 1200,
        refused: [{ code: 'already-active', text: 'The lead is in this workflow already', count: 4 }],
        by: 'segment',
      },
      'POST /enrol-jobs': { total: 1204 },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Enrol members…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Put the members of “Segment 1” into “Pro welcome”?' });
    await within(dialog).findByText(/1,200 members enter/);
    expect(within(dialog).getByText('4 do not: The lead is in this workflow already.')).toBeTruthy();
    fireEvent.change(within(dialog).getByLabelText('How fast'), { target: { value: '60' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Enrol 1,200' }));
    const begun = () => calls.find(({ method, path }) => method === 'POST' && path === '/enrol-jobs');
    await waitFor(() => expect(begun()).toBeTruthy());
    expect(begun()?.body).toEqual({ filter: { segmentId: uuid(501) }, workflowId: uuid(101), perMinute: 60 });
  });
});
