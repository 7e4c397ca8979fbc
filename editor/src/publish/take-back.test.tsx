import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeAll, expect, test } from 'vitest';
import { FakeProblem } from '../testing/fake-api.ts';
import { uuid } from '../testing/fixtures.ts';
import { HANNA, ID, openWorkflow, stubBrowser, version, workflow } from './testing/open-workflow.ts';
import { move } from './testing/previews.ts';

beforeAll(stubBrowser);

const soon = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
const run = (n: number, name: string) => ({
  id: uuid(400 + n),
  workflow: { id: ID, name: 'Welcome' },
  version: { id: version(8).id, number: 8 },
  lead: { id: uuid(200 + n), name, email: null, company: null },
  status: 'active',
  reason: null,
  stepNo: 1,
  startedAt: '2026-11-20T09:24:00.000Z',
  endedAt: null,
  at: null,
});

test('a publish can be taken back on every page of the workflow, and what had started is named afterwards', async () => {
  let current = version(8, true);
  const since = { entered: 3, sent: 0, takeBackUntil: soon(17) };
  const { router, calls } = openWorkflow('edit', {
    [`GET /workflows/${ID}`]: () => ({ ...workflow, currentVersion: current }),
    [`GET /workflows/${ID}/versions/*/since`]: () => (current.number === 8 ? since : { ...since, takeBackUntil: null }),
    [`POST /workflows/${ID}/versions/*/take-back`]: () => {
      current = version(7, true);
      return { current, started: 4, runs: [run(1, 'Aino'), run(2, 'Hugo'), run(3, 'Petra'), run(4, 'Marek')] };
    },
  });
  expect(await screen.findByText('3 leads entered, nothing sent yet')).toBeTruthy();
  await router.navigate({ to: '/workflows/$id/live', params: { id: ID } });
  const button = await screen.findByRole('button', { name: 'Take back' });
  expect(button.textContent).toMatch(/^Take back 1?\d s$/);
  fireEvent.click(button);
  expect(await screen.findByText('v7 is the published version again.')).toBeTruthy();
  expect(screen.getByText(/4 leads had entered on v8 and finish there/)).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Aino' }).getAttribute('href')).toBe(`/workflows/${ID}/run/${uuid(401)}`);
  expect(screen.queryByRole('link', { name: 'Marek' })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: '1 more' }));
  expect(await screen.findByRole('link', { name: 'Marek' })).toBeTruthy();
  expect(calls.some((call) => call.path === `/workflows/${ID}/versions/${version(8).id}/take-back`)).toBe(true);
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Take back' })).toBeNull());
});

test('the offer goes when its time is over, and a refusal that came too late is said', async () => {
  openWorkflow('edit', {
    [`GET /workflows/${ID}`]: { ...workflow, currentVersion: version(8, true) },
    [`GET /workflows/${ID}/versions/*/since`]: { entered: 0, sent: 0, takeBackUntil: soon(6) },
    [`POST /workflows/${ID}/versions/*/take-back`]: new FakeProblem(
      409,
      'too-late',
      'The time to take it back is over.',
    ),
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Take back' }));
  expect(await screen.findByText(/Not taken back:/)).toBeTruthy();
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Take back' })).toBeNull(), { timeout: 8000 });
});

test('who may not publish is offered nothing', async () => {
  const { calls } = openWorkflow('live', {
    [`GET /workflows/${ID}`]: { ...workflow, canEdit: false },
    [`GET /workflows/${ID}/versions/*/since`]: { entered: 0, sent: 0, takeBackUntil: soon(15) },
  });
  await screen.findByText('Entered');
  expect(calls.some((call) => call.path.endsWith('/since'))).toBe(false);
});

test('a move under way is shown with its progress, and cancelling says first whom it concerns', async () => {
  let moving = move({ status: 'moving', total: 239, moved: 110, atNextStep: 10 });
  const { calls } = openWorkflow('live', {
    [`GET /workflows/${ID}/moves`]: () => ({ items: [moving] }),
    [`POST /moves/${move().id}/cancel`]: () => {
      moving = move({ status: 'cancelled', total: 239, moved: 110 });
      return moving;
    },
  });
  const bar = await screen.findByRole('progressbar', { name: 'Moving to v8' });
  expect([bar.getAttribute('value'), bar.getAttribute('max')]).toEqual(['120', '239']);
  fireEvent.click(screen.getByRole('button', { name: 'Cancel move' }));
  expect(await screen.findByText(/110 already moved and stay on v8/)).toBeTruthy();
  fireEvent.click(screen.getAllByRole('button', { name: 'Cancel move' }).at(-1) as HTMLElement);
  await waitFor(() => expect(calls.some((call) => call.path.endsWith('/cancel'))).toBe(true));
  await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull());
});

test('a move that stopped itself says why, and the list of moves tells who could not be moved and offers the way back', async () => {
  const stopped = move({
    status: 'cancelled',
    stopped: '3 of the first 24 mails failed.',
    moved: 24,
    refused: { ended: 2, 'some-code': 1 },
    canary: { percent: 10, minutes: 60, goesOnAt: null },
  });
  const { calls } = openWorkflow('live?show=moves', {
    [`GET /workflows/${ID}/moves`]: { items: [stopped, move({ id: uuid(901), status: 'done', moved: 12, by: HANNA })] },
    [`POST /moves/${stopped.id}/roll-back`]: { ...stopped, status: 'rolling-back' },
  });
  expect((await screen.findAllByText('Move to v8 stopped by itself')).length).toBe(2);
  expect(screen.getAllByText('3 of the first 24 mails failed.').length).toBeGreaterThan(0);
  const list = await screen.findByRole('list', { name: 'Could not be moved' });
  expect(list.textContent).toBe('2 their run ended meanwhile1 refused as “some-code”');
  fireEvent.click(screen.getAllByRole('button', { name: 'Move back…' })[0] as HTMLElement);
  expect(await screen.findByRole('dialog', { name: 'Move 24 leads back from v8?' })).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Move back' }));
  await waitFor(() => expect(calls.some((call) => call.path === `/moves/${stopped.id}/roll-back`)).toBe(true));
});
