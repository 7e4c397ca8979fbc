import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeAll, expect, test } from 'vitest';
import { FakeProblem } from '../testing/fake-api.ts';
import { draft, HANNA, ID, openWorkflow, stubBrowser, version, workflow } from './testing/open-workflow.ts';
import { cohort, preview } from './testing/previews.ts';

beforeAll(stubBrowser);

const PREVIEW = `POST /workflows/${ID}/versions/preview`;
const PUBLISH = `POST /workflows/${ID}/versions`;
const published = (more = {}) => ({
  version: version(8, true),
  unchanged: false,
  warnings: [],
  moveId: null,
  takeBackUntil: null,
  ...more,
});
const read = cohort('read', { leads: 212, effect: '58 time out at once, spread over 1 h', suggested: 'now' });
const two = cohort('two-days', { leads: 96, suggested: 'next-step' });
const call = cohort('call', { leads: 17, suggested: 'stay' });
const waiting = preview({ cohorts: [read, two, call], leads: 325 });

const dialog = () => screen.findByRole('dialog', { name: /Publish version 8|Nothing to publish/ });
const choice = (name: string) =>
  screen.findByRole<HTMLSelectElement>('combobox', { name: `What happens to the leads at ${name}` });

test('says what changes, whom it concerns and what comes of the choices, and publishes with them', async () => {
  const { calls, router } = openWorkflow('edit?show=publish', { [PREVIEW]: waiting, [PUBLISH]: published() });
  const box = within(await dialog());
  expect(await box.findByText(/You decide what happens to the 325 already on v7/)).toBeTruthy();
  expect(box.getByText('Insights mail')).toBeTruthy();
  expect(box.getByText('Insights from 40 teams').tagName).toBe('DEL');
  expect(box.getByText('58 time out at once, spread over 1 h')).toBeTruthy();
  expect(box.getByText('No problems. Nobody is mailed twice.')).toBeTruthy();
  const sums = () => box.getByRole('list', { name: 'What happens to them in all' }).textContent;
  expect(sums()).toBe('212 now96 at next step17 stay');
  fireEvent.change(await choice('two-days'), { target: { value: 'now' } });
  expect(sums()).toBe('308 now17 stay');
  fireEvent.change(box.getByRole('spinbutton', { name: 'Percent that move first' }), { target: { value: '25' } });
  fireEvent.click(box.getByRole('button', { name: 'Publish v8' }));
  expect(await screen.findByText('v8 is live')).toBeTruthy();
  expect(calls.find((one) => `${one.method} ${one.path}` === PUBLISH)?.body).toEqual({
    revision: 3,
    moves: {
      choices: [
        { versionId: read.version.id, nodeId: 'read', choice: 'now' },
        { versionId: two.version.id, nodeId: 'two-days', choice: 'now' },
        { versionId: call.version.id, nodeId: 'call', choice: 'stay' },
      ],
      canary: { percent: 25, minutes: 60 },
      spreadMinutes: 60,
    },
  });
  await waitFor(() => expect(router.state.location.search).not.toHaveProperty('show'));
});

test('one choice for all reaches thirty cohorts of two versions, each told with its version', async () => {
  const old = { id: version(5).id, number: 5 };
  const cohorts = Array.from({ length: 30 }, (_, n) =>
    cohort(`step-${n}`, { leads: 2, suggested: 'stay', ...(n % 2 ? { version: old } : {}) }),
  );
  openWorkflow('edit?show=publish', { [PREVIEW]: preview({ cohorts, leads: 60 }) });
  const box = within(await dialog());
  expect(await box.findByText(/the 60 already on older versions/)).toBeTruthy();
  expect(box.getAllByText('v5')).toHaveLength(15);
  fireEvent.change(box.getByRole('combobox', { name: 'Choice for all' }), { target: { value: 'now' } });
  expect(box.getByText('60').parentElement?.textContent).toBe('60 now');
});

test('a step that is gone asks where its leads go before anything is published', async () => {
  const gone = cohort('offer', { target: null, suggested: 'now', leads: 3 });
  const { calls } = openWorkflow('edit?show=publish', {
    [PREVIEW]: preview({ cohorts: [gone], leads: 3 }),
    [PUBLISH]: published(),
  });
  const box = within(await dialog());
  fireEvent.click(await box.findByRole('button', { name: 'Publish v8' }));
  expect(await box.findByText('“offer” is gone in v8. Choose where they go.')).toBeTruthy();
  expect(calls.some((one) => `${one.method} ${one.path}` === PUBLISH)).toBe(false);
  fireEvent.change(box.getByRole('combobox', { name: 'Step that the leads at offer go to' }), {
    target: { value: 'e' },
  });
  fireEvent.click(box.getByRole('button', { name: 'Publish v8' }));
  await waitFor(() =>
    expect(calls.find((one) => `${one.method} ${one.path}` === PUBLISH)?.body).toMatchObject({
      moves: { choices: [{ nodeId: 'offer', choice: 'now', target: 'e' }] },
    }),
  );
});

test('a number out of bounds is told beside it and nothing is published', async () => {
  const { calls } = openWorkflow('edit?show=publish', { [PREVIEW]: waiting, [PUBLISH]: published() });
  const box = within(await dialog());
  fireEvent.change(await box.findByRole('spinbutton', { name: 'Minutes until the rest move' }), {
    target: { value: '0' },
  });
  expect(box.getByRole('alert').textContent).toBe('Write a whole number from 1 to 10080.');
  fireEvent.click(box.getByRole('button', { name: 'Publish v8' }));
  expect(calls.some((one) => `${one.method} ${one.path}` === PUBLISH)).toBe(false);
});

test('a refusal stands in the dialog and what was chosen stays', async () => {
  let tries = 0;
  openWorkflow('edit?show=publish', {
    [PREVIEW]: waiting,
    [PUBLISH]: () => {
      tries += 1;
      return tries === 1
        ? new FakeProblem(409, 'publish-running', 'Somebody else is publishing this workflow at this moment.')
        : published();
    },
  });
  const box = within(await dialog());
  fireEvent.change(await choice('call'), { target: { value: 'exit' } });
  fireEvent.click(box.getByRole('button', { name: 'Publish v8' }));
  expect(await box.findByText(/Somebody else is publishing this workflow/)).toBeTruthy();
  expect((await choice('call')).value).toBe('exit');
  fireEvent.click(box.getByRole('button', { name: 'Publish v8' }));
  expect(await screen.findByText('v8 is live')).toBeTruthy();
});

test('a draft that somebody saved meanwhile can be taken, and the dialog compares anew with the choices kept', async () => {
  const theirs = { ...draft, revision: 9, graph: { ...draft.graph, nodes: draft.graph.nodes.slice(0, 2), edges: [] } };
  const { calls } = openWorkflow('edit?show=publish', {
    [PREVIEW]: waiting,
    [PUBLISH]: new FakeProblem(409, 'draft-changed', 'Somebody saved this draft meanwhile.', { theirs }),
  });
  const box = within(await dialog());
  fireEvent.change(await choice('call'), { target: { value: 'exit' } });
  fireEvent.click(box.getByRole('button', { name: 'Publish v8' }));
  expect(await box.findByText(/Hanna saved this draft meanwhile/)).toBeTruthy();
  fireEvent.click(box.getByRole('button', { name: 'Look at their draft' }));
  await waitFor(() =>
    expect(calls.filter((one) => `${one.method} ${one.path}` === PREVIEW).at(-1)?.body).toEqual({ revision: 9 }),
  );
  expect((await choice('call')).value).toBe('exit');
  // Their draft is saved already: nothing of it goes out again.
  expect(calls.some((one) => one.method === 'PUT')).toBe(false);
});

test('problems found by the comparison block publishing and lead to the list', async () => {
  const diagnostics = [{ severity: 'error', code: 'x', message: '“m”: “Subject” is not filled in.', nodeId: 'm' }];
  const { calls } = openWorkflow('edit?show=publish', {
    [PREVIEW]: { ...waiting, diagnostics },
    [PUBLISH]: published(),
  });
  const box = within(await dialog());
  expect(await box.findByText('1 problem blocks publishing.')).toBeTruthy();
  fireEvent.click(box.getByRole('button', { name: 'Publish v8' }));
  expect(calls.some((one) => `${one.method} ${one.path}` === PUBLISH)).toBe(false);
  fireEvent.click(box.getByRole('button', { name: 'Show' }));
  await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Publish version 8' })).toBeNull());
});

test('smaller forms: the first publish, nobody waiting, nothing changed', async () => {
  openWorkflow('edit?show=publish', {
    [`GET /workflows/${ID}`]: { ...workflow, status: 'draft', currentVersion: null },
    [PREVIEW]: preview({ number: 1, current: null, changes: [] }),
  });
  const first = within(await screen.findByRole('dialog', { name: 'Publish version 1' }));
  expect(await first.findByText(/Its 3 steps go live/)).toBeTruthy();
  expect(first.queryByText('What changes')).toBeNull();
  expect(first.queryByText('Who it affects')).toBeNull();
});

test('with nobody waiting it says so and asks for nothing', async () => {
  const { calls } = openWorkflow('edit?show=publish', { [PREVIEW]: preview(), [PUBLISH]: published() });
  const box = within(await dialog());
  expect(await box.findByText(/Nobody waits in this workflow now/)).toBeTruthy();
  expect(box.queryByRole('switch')).toBeNull();
  fireEvent.click(box.getByRole('button', { name: 'Publish v8' }));
  await waitFor(() =>
    expect(calls.find((one) => `${one.method} ${one.path}` === PUBLISH)?.body).toEqual({ revision: 3 }),
  );
});

test('an unchanged draft of a paused workflow can only be taken live again', async () => {
  const { calls } = openWorkflow('edit?show=publish', {
    [`GET /workflows/${ID}`]: { ...workflow, status: 'paused' },
    [PREVIEW]: preview({ unchanged: true, changes: [] }),
    [PUBLISH]: published({ version: version(7, true), unchanged: true }),
  });
  const box = within(await dialog());
  fireEvent.click(await box.findByRole('button', { name: 'Take v7 live again' }));
  expect(await screen.findByText('v7 is live again')).toBeTruthy();
  expect(calls.find((one) => `${one.method} ${one.path}` === PUBLISH)?.body).toEqual({ revision: 3 });
});

test('publishing later takes a time in the reader’s zone, refuses the past, and is shown with the way to call it off', async () => {
  let scheduled: unknown = null;
  const { calls } = openWorkflow('edit?show=publish', {
    [PREVIEW]: waiting,
    [`GET /workflows/${ID}/scheduled-publish`]: () => ({ scheduled }),
    [`PUT /workflows/${ID}/scheduled-publish`]: ({ body }: { body: unknown }) => {
      const { at } = body as { at: string };
      scheduled = { at, revision: 3, by: HANNA, failed: null };
      return { at };
    },
    [`DELETE /workflows/${ID}/scheduled-publish`]: () => {
      scheduled = null;
      return { unscheduled: true };
    },
  });
  const box = within(await dialog());
  fireEvent.click(await box.findByRole('button', { name: 'Schedule…' }));
  const field = box.getByLabelText('Publish at');
  fireEvent.change(field, { target: { value: '2001-01-01T09:00' } });
  expect(box.getByText(/This time is over/)).toBeTruthy();
  fireEvent.change(field, { target: { value: '2099-11-24T09:00' } });
  fireEvent.click(box.getByRole('button', { name: 'Schedule v8' }));
  expect(await screen.findByText(/Will be published Tue 24 Nov 2099, 09:00/)).toBeTruthy();
  const sent = calls.find((one) => one.method === 'PUT' && one.path.endsWith('scheduled-publish'))?.body;
  expect(sent).toMatchObject({
    revision: 3,
    at: new Date(2099, 10, 24, 9).toISOString(),
    moves: { spreadMinutes: 60 },
  });
  fireEvent.click(screen.getByRole('button', { name: 'Do not publish it' }));
  await waitFor(() => expect(screen.queryByText(/Will be published/)).toBeNull());
});
