import { fireEvent, screen, waitFor } from '@testing-library/react';
import type { Sms, SmsThread } from '@trellis/shared/api/sms.ts';
import { describe, expect, it } from 'vitest';
import { AINO, uuid } from '../../testing/fixtures.ts';
import { renderApp } from '../../testing/render-app.tsx';

const at = '2026-11-20T09:24:00.000Z';
const KEY = '358401234567';
const text = (n: number, more: Partial<Sms> = {}): Sms => ({
  id: uuid(900 + n),
  leadId: AINO.id,
  direction: 'out',
  number: '+358 40 1234567',
  text: `Text ${n}`,
  at,
  from: { workflow: { id: uuid(101), name: 'Visits' }, nodeId: 'n1', nodeName: 'Reminder', runId: uuid(7) },
  ...more,
});
const thread = (more: Partial<SmsThread> = {}): SmsThread => ({
  key: KEY,
  number: '+358 40 1234567',
  lead: AINO,
  last: text(1),
  stopped: false,
  ...more,
});
const routes = {
  'GET /sms/threads': { items: [thread()], nextCursor: null },
  'GET /sms/threads/*': thread(),
  'GET /sms': { items: [text(2, { direction: 'in', text: 'Who are you?', from: null }), text(1)], nextCursor: null },
};

describe('text messages', () => {
  it('stand oldest first, each with the step that sent it', async () => {
    renderApp(`/sms/${KEY}`, routes);
    const step = await screen.findByRole('link', { name: 'Reminder, Visits' });
    expect(step.getAttribute('href')).toBe(`/workflows/${uuid(101)}/run/${uuid(7)}`);
    const shown = screen.getAllByText(/^(Text 1|Who are you\?)$/).map((element) => element.textContent);
    expect(shown.slice(-2)).toEqual(['Text 1', 'Who are you?']);
  });

  it('are answered as the lead from its number, and what the answer did is followed', async () => {
    const { calls } = renderApp(`/sms/${KEY}`, {
      ...routes,
      'POST /sms/replies': { leads: 1, consent: null, eventId: uuid(9) },
      'GET /test-events/*': {
        routed: true,
        entries: [{ what: 'nothing', at, afterMs: 3, text: 'No live workflow starts with this event.' }],
      },
    });
    const field = await screen.findByLabelText(/^Reply as Aino Virtanen/);
    fireEvent.change(field, { target: { value: ' Yes please ' } });
    expect(screen.getByText('12 characters, 1 message')).toBeTruthy();
    fireEvent.keyDown(field, { key: 'Enter' });
    await screen.findByText('No live workflow starts with this event.');
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      number: '+358 40 1234567',
      text: 'Yes please',
    });
  });

  it('stop by one button, which says what it takes away', async () => {
    const { calls } = renderApp(`/sms/${KEY}`, {
      ...routes,
      'POST /sms/replies': { leads: 1, consent: 'opted-out', eventId: null },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Send STOP as the lead' }));
    await screen.findByText('Stopped: consent is taken away, nothing more is texted');
    expect(calls.find(({ method }) => method === 'POST')?.body).toMatchObject({ text: 'STOP' });
  });

  it('cannot be answered where nobody has the number any more', async () => {
    renderApp(`/sms/${KEY}`, { ...routes, 'GET /sms/threads/*': thread({ lead: null }) });
    await screen.findByText('No lead has this number any more, so nobody can reply.');
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Send as the lead' })).toBeNull());
  });
});
