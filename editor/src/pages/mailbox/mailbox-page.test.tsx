import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { FakeProblem } from '../../testing/fake-api.ts';
import { mail, mailRow, uuid } from '../../testing/fixtures.ts';
import { renderApp } from '../../testing/render-app.tsx';

const LIST = { items: [mailRow(1), mailRow(2, { seen: false })], nextCursor: null, unseen: 1 };
const ACTED = {
  called: { url: 'http://t/c', status: 302, location: 'https://brightwater.example/guide' },
  eventId: null,
};
const SENT = { sendId: uuid(700), sendKey: 'run:mail:1:email' };

describe('mailbox', () => {
  it('clicks a link as the lead by its tag, and says where the lead was led', async () => {
    const { calls } = renderApp(`/mailbox/${uuid(601)}`, {
      'GET /mailbox': LIST,
      'GET /mailbox/*': mail(1),
      'POST /mailbox/*/act': ACTED,
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Click this link as the lead' }));
    await screen.findByText('Clicked as the lead, led to https://brightwater.example/guide');
    const act = calls.find((call) => call.path.endsWith('/act'));
    expect(act?.body).toMatchObject({ act: 'click', tag: 'read-guide' });
    // It was seen before, so nothing had to be marked.
    expect(calls.some((call) => call.path.endsWith('/seen'))).toBe(false);
  });

  it('says so when an act was refused', async () => {
    renderApp(`/mailbox/${uuid(601)}`, {
      'GET /mailbox': LIST,
      'GET /mailbox/*': mail(1),
      'POST /mailbox/*/act': new FakeProblem(409, 'act-not-possible', 'The mail holds nothing to do that with.'),
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Open' }));
    await screen.findByText('Nothing was done. The mail holds nothing to do that with.');
  });

  it('unsubscribes the lead only after a question', async () => {
    const { calls } = renderApp(`/mailbox/${uuid(601)}`, {
      'GET /mailbox': LIST,
      'GET /mailbox/*': mail(1),
      'POST /mailbox/*/act': { called: { url: 'http://t/u', status: 200, location: null }, eventId: null },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Unsubscribe…' }));
    expect(calls.some((call) => call.path.endsWith('/act'))).toBe(false);
    const dialog = await screen.findByRole('dialog', { name: 'Unsubscribe Aino Virtanen?' });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Unsubscribe the lead' }));
    await waitFor(() =>
      expect(calls.find((call) => call.path.endsWith('/act'))?.body).toMatchObject({ act: 'unsubscribe' }),
    );
  });

  it('replies as the lead with the words given, and follows what the reply does', async () => {
    const at = '2026-11-20T09:24:00.000Z';
    const { calls } = renderApp(`/mailbox/${uuid(601)}`, {
      'GET /mailbox': LIST,
      'GET /mailbox/*': mail(1, SENT),
      'POST /mailbox/*/act': { called: null, eventId: uuid(9) },
      'GET /test-events/*': {
        routed: true,
        entries: [
          { what: 'stored', at, afterMs: 0, messageId: 'reply:1' },
          { what: 'woke', at, afterMs: 4, runId: uuid(7), nodeName: 'An answer?', port: 'replied' },
          {
            what: 'step',
            at,
            afterMs: 5,
            runId: uuid(7),
            stepNo: 4,
            nodeId: 'end',
            nodeName: 'End',
            nodeType: 'end',
            kind: 'ended',
            text: 'Reached the end',
          },
        ],
      },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Reply…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Reply as Aino Virtanen' });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Reply as the lead' }));
    expect(calls.some((call) => call.path.endsWith('/act'))).toBe(false);
    fireEvent.change(within(dialog).getByLabelText('What the lead answers'), { target: { value: ' Call me ' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Reply as the lead' }));
    const done = await screen.findByRole('region', { name: 'What it did' });
    await within(done).findByText(/An answer\?/);
    expect(calls.find((call) => call.path.endsWith('/act'))?.body).toMatchObject({ act: 'reply', text: 'Call me' });
    expect(calls.filter((call) => call.path === `/test-events/${uuid(9)}`)).toHaveLength(1);
  });

  it('lets a mail bounce for good or for now, as chosen', async () => {
    const { calls } = renderApp(`/mailbox/${uuid(601)}`, {
      'GET /mailbox': LIST,
      'GET /mailbox/*': mail(1, SENT),
      'POST /mailbox/*/act': { called: null, eventId: null },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Bounce…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Let the mail to Aino Virtanen bounce' });
    expect(within(dialog).getByText(/every run of the lead ends/)).toBeTruthy();
    fireEvent.click(within(dialog).getByRole('radio', { name: 'For now' }));
    fireEvent.click(within(dialog).getByRole('button', { name: 'Let it bounce' }));
    await screen.findByText('Bounced for now');
    expect(calls.find((call) => call.path.endsWith('/act'))?.body).toMatchObject({ act: 'bounce', kind: 'soft' });
  });

  it('marks a mail as seen once it is looked at, and only then', async () => {
    const { calls } = renderApp('/mailbox', {
      'GET /mailbox': LIST,
      'GET /mailbox/*': mail(2, { seen: false }),
      'POST /mailbox/*/seen': { id: uuid(602), seen: true, unseen: 0 },
    });
    const rows = await screen.findAllByRole('link', { name: /Subject 2/ });
    expect(calls.some((call) => call.path.endsWith('/seen'))).toBe(false);
    const [row] = rows;
    if (row) fireEvent.click(row);
    await waitFor(() => expect(calls.filter((call) => call.path === `/mailbox/${uuid(602)}/seen`)).toHaveLength(1));
  });

  it('shows the mail in a frame that may run nothing', async () => {
    renderApp(`/mailbox/${uuid(601)}`, { 'GET /mailbox': LIST, 'GET /mailbox/*': mail(1) });
    const frame = await screen.findByTitle('The mail as the lead sees it');
    expect(frame.getAttribute('sandbox')).toBe('');
    expect(frame.getAttribute('srcdoc')).toContain("default-src 'none'");
  });
});
