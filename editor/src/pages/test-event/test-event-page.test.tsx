import { fireEvent, screen, waitFor } from '@testing-library/react';
import { emptyGraph } from '@trellis/shared/graph/graph.ts';
import { describe, expect, it } from 'vitest';
import type { FakeCall } from '../../testing/fake-api.ts';
import { AINO, uuid, workflowList, workflowRow, writeKey } from '../../testing/fixtures.ts';
import { renderApp } from '../../testing/render-app.tsx';

const NOW = '2026-11-20T09:24:00.000Z';
const TRIGGER = {
  type: 'trigger-event',
  version: 1,
  category: 'trigger',
  title: 'Event',
  icon: 'bolt',
  keywords: [],
  ports: [],
  summary: '',
  place: 'local',
  trigger: true,
  end: false,
  schema: { properties: { event: { widget: 'event' }, filter: { widget: 'condition' } } },
  initial: {},
};
const filter = {
  combinator: 'and',
  rules: [{ field: 'event.properties.topic', operator: '=', value: 'field-service' }],
};
const graph = {
  ...emptyGraph(),
  nodes: [
    { id: 'n1', type: 'trigger-event', typeVersion: 1, name: 'Start', config: { event: 'content.downloaded', filter } },
  ],
};

const routes = {
  'GET /keys': { items: [writeKey(1, { revokedAt: NOW }), writeKey(2)] },
  'GET /catalog/nodes': { items: [TRIGGER] },
  'GET /catalog/events': { items: [] },
  'GET /workflows': workflowList([workflowRow(1, { name: 'E-book' })]),
  'GET /workflows/*': {
    id: uuid(101),
    name: 'E-book',
    status: 'live',
    draft: { graph, revision: 1, savedAt: NOW, savedBy: { id: 'u', name: 'P' } },
    currentVersion: null,
    draftAhead: false,
    canEdit: true,
  },
  'GET /leads': { items: [], nextCursor: null, matching: 0, matchingCapped: false, total: 0 },
  'POST /test-events': { eventId: uuid(900), messageId: 't-1', acceptedMs: 12 },
};

describe('test event', () => {
  it('is ready to be sent: what starts the live workflow, for a person nobody knows yet', async () => {
    const { calls, router } = renderApp('/test-event', {
      ...routes,
      'GET /test-events/*': {
        routed: true,
        entries: [
          { what: 'stored', at: NOW, afterMs: 12, messageId: 't-1' },
          { what: 'lead', at: NOW, afterMs: 19, lead: AINO, by: 'email', created: true },
          {
            what: 'now',
            at: NOW,
            afterMs: 30,
            runId: uuid(303),
            stepNo: 3,
            nodeId: 'n2',
            nodeName: 'Wait 2 days',
            untilReal: null,
            skipPorts: ['next'],
          },
        ],
      },
      'POST /runs/*/skip-wait': { id: uuid(303), status: 'active', stepNo: 4, reason: null, at: null },
    });
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Lead').value).toMatch(/\.example$/));
    fireEvent.click(screen.getByRole('button', { name: 'Send event' }));
    await screen.findByText('Accepted in 12 ms');
    const sent = calls.find((call) => call.method === 'POST' && call.path === '/test-events');
    expect(sent?.body).toMatchObject({
      event: 'content.downloaded',
      email: expect.stringMatching(/@/),
      properties: { topic: 'field-service' },
    });
    expect(router.state.location.search).toEqual({ sent: uuid(900) });
    fireEvent.click(screen.getByRole('button', { name: 'Skip' }));
    await waitFor(() =>
      expect(calls.find((call) => call.path.endsWith('/skip-wait'))?.body).toMatchObject({ stepNo: 3 }),
    );
  });

  it('shows the key that still works in its snippet', async () => {
    renderApp('/test-event', routes);
    const snippet = await screen.findByRole('region', { name: 'Snippet to copy' });
    expect(snippet.textContent).toContain(writeKey(2).key.slice(0, 10));
    expect(snippet.textContent).not.toContain(writeKey(2).key);
  });

  it('says what is missing instead of sending', async () => {
    const { calls } = renderApp('/test-event', routes);
    const field = await screen.findByLabelText<HTMLInputElement>('Lead');
    await waitFor(() => expect(field.value).not.toBe(''));
    fireEvent.change(field, { target: { value: 'nobody' } });
    fireEvent.click(screen.getByRole('button', { name: 'Send event' }));
    await screen.findByText('Choose a lead, or write an email address.');
    fireEvent.change(field, { target: { value: 'aino@lahti.example' } });
    fireEvent.change(screen.getByLabelText('Event'), { target: { value: ' ' } });
    fireEvent.click(screen.getByRole('button', { name: 'Send event' }));
    await screen.findByText('Name the event.');
    expect(calls.some((call: FakeCall) => call.method === 'POST')).toBe(false);
  });

  it('leads to the keys where there is none', async () => {
    renderApp('/test-event', { ...routes, 'GET /keys': { items: [] } });
    expect((await screen.findByRole('link', { name: 'Create write key' })).getAttribute('href')).toBe('/settings/keys');
  });
});
