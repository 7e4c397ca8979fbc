import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeAll, expect, test } from 'vitest';
import {
  draft,
  graph,
  HANNA,
  ID,
  openWorkflow,
  stubBrowser,
  version,
  workflow,
} from '../publish/testing/open-workflow.ts';
import { FakeProblem, type FakeRoutes } from '../testing/fake-api.ts';

beforeAll(stubBrowser);

const base = `/workflows/${ID}`;
const old = {
  ...graph,
  nodes: [
    ...graph.nodes.map((node) =>
      node.id === 'm' ? { ...node, name: 'Thank-you mail', config: { subject: 'Thanks for your download' } } : node,
    ),
    { id: 'o', type: 'mail', typeVersion: 1, name: 'Offer mail', config: { subject: '10 % off' } },
  ],
};
const changes = [
  {
    kind: 'changed',
    nodeId: 'm',
    type: 'mail',
    name: 'm',
    settings: [{ label: 'Subject', from: '“Thanks for your download”', to: '“Your playbook is here”' }],
    text: '',
  },
  { kind: 'gone', nodeId: 'o', type: 'mail', name: 'Offer mail', settings: [], text: 'is gone' },
  { kind: 'new', nodeId: null, type: null, name: 'Leaves on reply', settings: [], text: 'is a new rule for every run' },
];
const open = (path: string, routes: FakeRoutes = {}) =>
  openWorkflow(path, {
    [`GET ${base}/versions/${version(7).id}`]: { ...version(7, true, 352), graph: old },
    [`GET ${base}/versions/${version(6).id}`]: { ...version(6), graph: old },
    [`GET ${base}/versions/*/changes`]: { changes },
    ...routes,
  });
const drawer = (name: string) => screen.findByRole('complementary', { name });
const line = (name: RegExp) => screen.findByRole('button', { name });

test('lists what differs between what is live and the draft, and draws both on one drawing', async () => {
  open('compare');
  const list = within(await screen.findByRole('region', { name: 'What differs' }));
  expect(list.getByRole('button', { name: 'Compare v7 live' })).toBeTruthy();
  expect(list.getByRole('button', { name: 'with Draft' })).toBeTruthy();
  expect(list.getAllByRole('button').map((button) => button.textContent)).toEqual([
    'v7live',
    'Draft',
    '~Changed:msubject “Thanks for your download” “Your playbook is here”',
    '−Gone:Offer mailis gone',
    '+New:Leaves on replyis a new rule for every run',
  ]);
  expect(list.getByText('the same', { exact: false }).textContent).toBe('2 the same');
  // A step that is gone is drawn among those that are there.
  expect(document.querySelector('[data-step="o"]')?.getAttribute('data-state')).toBe('gone');
  expect(document.querySelector('[data-step="m"]')?.getAttribute('data-state')).toBe('changed');
  expect(document.querySelector('[data-step="s"]')?.getAttribute('data-state')).toBe('rest');
});

test('J and K go through the changes, rules too, and the address follows', async () => {
  const { router } = open('compare');
  await screen.findByRole('region', { name: 'What differs' });
  fireEvent.keyDown(window, { key: 'j' });
  expect(within(await drawer('m')).getByText('Changed since v7')).toBeTruthy();
  await waitFor(() => expect(router.state.location.search).toMatchObject({ node: 'm' }));
  fireEvent.keyDown(window, { key: 'k' });
  expect(within(await drawer('Leaves on reply')).getByText('is a new rule for every run')).toBeTruthy();
  await waitFor(() => expect(router.state.location.search).toEqual({ rule: 'Leaves on reply' }));
  fireEvent.keyDown(window, { key: 'K' });
  expect(await drawer('Offer mail')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  await waitFor(() => expect(router.state.location.search).toEqual({}));
});

test('an address opens one change, word by word and as JSON', async () => {
  open(`compare?from=${version(6).id}&to=draft&node=m`);
  const box = within(await drawer('m'));
  expect(box.getByText('“Thanks for your download”').tagName).toBe('DEL');
  expect(box.getByText('“Your playbook is here”').tagName).toBe('INS');
  expect(box.getByText('No lead is still on v6')).toBeTruthy();
  fireEvent.click(box.getByRole('radio', { name: 'JSON' }));
  expect(box.getByText('"name": "Thank-you mail",').tagName).toBe('DEL');
  expect(box.getByText('"name": "m",').tagName).toBe('INS');
});

test('a step that is the same in both shows its form', async () => {
  open('compare?node=s');
  expect(await screen.findByLabelText('Name of the step')).toBeTruthy();
});

test('one step of a version is taken into the draft, saved, and can be undone', async () => {
  const { calls } = open('compare?node=m');
  await drawer('m');
  fireEvent.click(await screen.findByRole('button', { name: 'Take v7’s step into the draft' }));
  await waitFor(
    () =>
      expect(calls.find((call) => call.method === 'PUT')?.body).toMatchObject({
        baseRevision: 3,
        graph: {
          nodes: [{}, { id: 'm', name: 'Thank-you mail', config: { subject: 'Thanks for your download' } }, {}],
        },
      }),
    { timeout: 5000 },
  );
  fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(calls.filter((call) => call.method === 'PUT').at(-1)?.body).toMatchObject({ graph }), {
    timeout: 5000,
  });
});

test('making a version the draft names what is lost, goes by one request, and opens the editor with it', async () => {
  const { calls, router } = open('compare', {
    [`POST ${base}/versions/${version(7).id}/restore`]: { revision: 4, savedAt: draft.savedAt },
  });
  fireEvent.click(await line(/^Make v7 the draft…/));
  const dialog = within(await screen.findByRole('dialog', { name: 'Make v7 the draft?' }));
  expect(await dialog.findByText('3 changes of the draft that v7 lacks go:')).toBeTruthy();
  fireEvent.click(dialog.getByRole('button', { name: 'Make v7 the draft' }));
  await waitFor(() => expect(router.state.location.pathname).toBe(`${base}/edit`));
  expect(calls.find((call) => call.path.endsWith('/restore'))?.body).toEqual({ baseRevision: 3 });
  expect(await screen.findByRole('button', { name: /^Thank-you mail\./ })).toBeTruthy();
  expect(await screen.findByRole('button', { name: 'Undo: Make v7 the draft' })).toBeTruthy();
  // The server has it already.
  expect(calls.some((call) => call.method === 'PUT')).toBe(false);
});

test('a draft that somebody saved meanwhile is told before anything is overwritten', async () => {
  let tries = 0;
  const theirs = { ...draft, revision: 9, savedBy: { id: 'u2', name: 'Petra' } };
  const { calls } = open('compare', {
    [`POST ${base}/versions/${version(7).id}/restore`]: () => {
      tries += 1;
      return tries === 1
        ? new FakeProblem(409, 'draft-changed', 'Somebody saved this draft meanwhile.', { theirs })
        : { revision: 10, savedAt: draft.savedAt };
    },
  });
  fireEvent.click(await line(/^Make v7 the draft…/));
  const dialog = within(await screen.findByRole('dialog', { name: 'Make v7 the draft?' }));
  const confirm = await dialog.findByRole('button', { name: 'Make v7 the draft' });
  await dialog.findByText(/3 changes of the draft/);
  fireEvent.click(confirm);
  expect(await dialog.findByText(/Petra saved the draft meanwhile/)).toBeTruthy();
  await waitFor(() => expect(confirm.getAttribute('aria-disabled')).toBeNull());
  fireEvent.click(confirm);
  await waitFor(() =>
    expect(calls.filter((call) => call.path.endsWith('/restore')).at(-1)?.body).toEqual({ baseRevision: 9 }),
  );
});

test('the other side is chosen from the versions, with who published them and who is on them', async () => {
  const { router } = open('compare');
  fireEvent.click(await line(/^Compare v7/));
  const option = await screen.findByRole('option', { name: /v6/ });
  expect(option.textContent).toContain('by Hanna');
  expect(screen.queryByRole('option', { name: /^Draft/ })).toBeNull();
  fireEvent.click(option);
  await waitFor(() => expect(router.state.location.search).toMatchObject({ from: version(6).id, to: 'draft' }));
});

test('before the first publish there is nothing to compare', async () => {
  open('compare', {
    [`GET ${base}`]: { ...workflow, status: 'draft', currentVersion: null },
    [`GET ${base}/versions`]: { items: [] },
  });
  expect(await screen.findByText('Nothing was published yet')).toBeTruthy();
});

test('a conflict tells in the same words what theirs has otherwise', async () => {
  const theirs = { ...draft, revision: 9, graph: old, savedBy: HANNA };
  const { calls } = open('edit?node=m', {
    [`PUT ${base}/draft`]: new FakeProblem(409, 'draft-changed', 'Somebody saved this draft meanwhile.', { theirs }),
    [`POST ${base}/changes`]: { changes },
  });
  fireEvent.change(await screen.findByLabelText('Name of the step'), {
    target: { value: 'Mine' },
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Compare' }));
  expect(await screen.findByText('Offer mail')).toBeTruthy();
  expect(screen.getByText('is gone')).toBeTruthy();
  expect(calls.find((call) => call.path === `${base}/changes`)?.body).toMatchObject({
    from: { nodes: [{}, { name: 'Mine' }, {}] },
    to: { nodes: [{}, { name: 'Thank-you mail' }, {}, { name: 'Offer mail' }] },
  });
});

test('of a message on two versions it tells what came of each, with the difference in points', async () => {
  const counts = (sent: number, opened: number) => ({
    entered: 0,
    enteredToday: 0,
    active: 0,
    paused: 0,
    parked: 0,
    finished: 0,
    leftEarly: 0,
    at: draft.savedAt,
    nodes: {
      m: { waiting: 0, performing: 0, parked: 0, paused: 0, passed: {}, ended: 0, sent, opened, clicked: 0 },
    },
  });
  open(`compare?from=${version(6).id}&to=${version(7).id}&node=m`, {
    [`GET ${base}/counts`]: ({ query }: { query: URLSearchParams }) =>
      query.get('versionId') === version(6).id
        ? { ...counts(1000, 542), versionId: version(6).id }
        : { ...counts(2452, 1515), versionId: version(7).id },
  });
  const table = await screen.findByRole('table', { name: 'What came of it' });
  const rows = within(table)
    .getAllByRole('row')
    .map((row) => row.textContent?.replaceAll('\u00a0', ' '));
  expect(rows).toEqual(['v6v7Change', 'Sent1,0002,452–', 'Opened54.2 %61.8 %+7.6', 'Clicked0.0 %0.0 %0.0']);
});

test('taking a step into a draft that was as published does not turn the page to the draft', async () => {
  let draftAhead = false;
  const { calls } = open('compare?node=m', {
    [`GET ${base}`]: () => ({ ...workflow, draftAhead }),
    [`PUT ${base}/draft`]: () => {
      draftAhead = true;
      return { revision: 4, savedAt: draft.savedAt, draftAhead };
    },
    [`GET ${base}/versions/${version(7).id}`]: { ...version(7, true, 352), graph },
  });
  expect(await screen.findByRole('button', { name: 'with v7 live' })).toBeTruthy();
  fireEvent.click(await screen.findByRole('button', { name: 'Take v6’s step into the draft' }));
  await waitFor(() => expect(calls.some((call) => call.method === 'PUT')).toBe(true), { timeout: 5000 });
  await waitFor(() => expect(calls.filter((call) => call.path === base).length).toBeGreaterThan(1));
  expect(screen.getByRole('button', { name: 'with v7 live' })).toBeTruthy();
});
