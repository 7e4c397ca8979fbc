import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { TimelineEntry } from '@trellis/shared/api/timeline.ts';
import { describe, expect, it } from 'vitest';
import { type FakeCall, FakeProblem } from '../../testing/fake-api.ts';
import { lead, uuid, workflowList, workflowRow } from '../../testing/fixtures.ts';
import { renderApp } from '../../testing/render-app.tsx';

const RUN = { id: uuid(303), workflow: { id: uuid(101), name: 'E-book' }, version: 7 };
const NODE = { id: 'n1', name: 'Score band', type: 'branch' };
const AT = '2026-11-20T09:24:00.000Z';

const ENTRIES: TimelineEntry[] = [
  {
    kind: 'step',
    key: '1',
    at: AT,
    run: RUN,
    node: NODE,
    stepNo: 3,
    step: 'left',
    cause: 'event',
    port: 'hot',
    portLabel: 'Hot',
    text: 'Score 64, hot needs 61',
    inputs: { score: 64, until: Date.parse(AT), zone: 'America/New_York', zoneFrom: 'lead' },
    outcome: null,
  },
  {
    kind: 'event',
    key: '2',
    at: AT,
    id: uuid(2),
    name: 'email.clicked',
    properties: { tag: 'read-guide' },
    receivedAt: AT,
    source: 'click',
    started: [],
    ended: [{ run: RUN, node: { ...NODE, name: 'Read the guide?' }, port: 'Clicked' }],
  },
  {
    kind: 'near-miss',
    key: '3',
    at: AT,
    id: uuid(3),
    workflow: RUN.workflow,
    runId: RUN.id,
    node: NODE,
    event: { id: uuid(4), name: 'page' },
    code: 'filter',
    text: 'The path is another.',
  },
  {
    kind: 'event',
    key: '4',
    at: AT,
    id: uuid(5),
    name: 'content.downloaded',
    properties: {},
    receivedAt: AT,
    source: 'track',
    started: [RUN],
    ended: [],
  },
];

const routes = {
  'GET /leads/*': lead,
  'GET /leads/*/runs': { items: [] },
  'GET /leads/*/timeline': ({ query }: FakeCall) => ({
    items: ENTRIES.filter((entry) => !query.get('kind') || entry.kind === query.get('kind')),
    nextCursor: null,
    counts: { event: 2, step: 1, send: 0, 'near-miss': 1, consent: 0 },
  }),
  'GET /workflows': workflowList([workflowRow(1, { name: 'E-book' })]),
};

describe('lead', () => {
  it('shows what happened in sentences, with the reason under each and its data behind a button', async () => {
    renderApp(`/leads/${uuid(20)}`, routes);
    const step = (await screen.findByText('Hot')).closest('li');
    if (!step) throw new Error('The step stands in no row.');
    expect(step.textContent).toContain('Took Hot at Score band');
    expect(step.textContent).toContain('Score 64, hot needs 61. E-book v7');
    fireEvent.click(within(step).getByRole('button', { name: 'Why' }));
    const facts = [...step.querySelectorAll('dl > div')].map((row) => row.textContent);
    expect(facts).toEqual([
      'Score64',
      expect.stringMatching(/^UntilFri 20 Nov, \d\d:24$/),
      'ClockNew York time, the lead’s',
    ]);
    expect(screen.getByText('email.clicked, ended the wait at Read the guide? and took Clicked')).toBeTruthy();
    expect(screen.getByText('The path is another. E-book')).toBeTruthy();
    expect(screen.getByText('Started E-book v7')).toBeTruthy();
  });

  it('filters by kind on the server, counts each, and keeps the filter in the address', async () => {
    const { calls, router } = renderApp(`/leads/${uuid(20)}`, routes);
    fireEvent.click(await screen.findByRole('button', { name: /^Steps/ }));
    await waitFor(() => expect(router.state.location.search).toEqual({ show: 'step' }));
    await waitFor(() =>
      expect(calls.some((call) => call.path.endsWith('/timeline') && call.query.get('kind') === 'step')).toBe(true),
    );
    expect(screen.getByRole('button', { name: /^All/ }).textContent).toBe('All4');
    expect(screen.queryByRole('button', { name: /^Consent/ })).toBeNull();
  });

  it('says why no mail goes out, and what hour it is for the lead', async () => {
    renderApp(`/leads/${uuid(20)}`, { ...routes, 'GET /leads/*': { ...lead, suppressed: 'hard-bounced' } });
    await screen.findByText('No mail goes to this address.');
    expect(screen.getByText('The address does not exist.')).toBeTruthy();
    expect(screen.getByText(/^Helsinki/)).toBeTruthy();
  });

  it('enters a workflow after a question, and shows why it did not', async () => {
    const { calls } = renderApp(`/leads/${uuid(20)}`, {
      ...routes,
      'POST /leads/*/enrol': new FakeProblem(409, 'not-enrolled', 'The lead is in this workflow already.', {
        code: 'active',
      }),
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Add to workflow' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'E-book' }));
    const dialog = await screen.findByRole('dialog', { name: 'Put Aino Virtanen into “E-book”?' });
    expect(calls.some((call) => call.path.endsWith('/enrol'))).toBe(false);
    fireEvent.click(within(dialog).getByRole('button', { name: 'Put into workflow' }));
    await within(dialog).findByText(/The lead is in this workflow already\./);
  });

  it('of another workspace is not found, with words instead of a blank page', async () => {
    renderApp(`/leads/${uuid(99)}`, {
      'GET /leads/*': new FakeProblem(404, 'not-found', 'There is nothing with this id.'),
    });
    await screen.findByRole('heading', { name: 'This lead could not be found' });
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });
});
