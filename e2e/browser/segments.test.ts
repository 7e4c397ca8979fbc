import { GRAPH_VERSION, type Graph } from '@trellis/shared/graph/graph.ts';
import { beforeAll, expect, it } from 'vitest';
import { addReachable, publish } from './harness/people-work.ts';
import { eventually, useBrowserStage } from './harness/stage.ts';

/* A list of leads from its making to its use: filled by hand, members put into a workflow, kept while that uses it. */

const stage = useBrowserStage({ story: true });
let address = '';
beforeAll(async () => {
  for (const [index, firstName] of ['Aino', 'Hugo', 'Petra'].entries())
    await addReachable(stage.call, {
      email: `${firstName.toLowerCase()}@lahti.example`,
      firstName,
      lastName: 'Test',
      phone: `+358 40 000000${index}`,
    });
});

const onSegment = (segment: string): Graph => ({
  graphVersion: GRAPH_VERSION,
  direction: 'down',
  settings: { reEntry: { mode: 'never' } },
  notes: [],
  nodes: [
    { id: 't', type: 'trigger-segment', typeVersion: 1, name: 'Guest', config: { segment } },
    {
      id: 'w',
      type: 'wait',
      typeVersion: 1,
      name: 'Rest',
      config: { duration: { amount: 300, unit: 'days', mode: 'elapsed' } },
    },
    { id: 'e', type: 'end', typeVersion: 1, name: 'End', config: {} },
  ],
  edges: [
    { id: 'a', from: 't', port: 'next', to: 'w' },
    { id: 'b', from: 'w', port: 'next', to: 'e' },
  ],
});

it('a list is made and filled by hand, and a lead is taken out and back in', async () => {
  const { page } = stage;
  await page.goto('/segments');
  await page.getByRole('link', { name: 'New segment' }).first().click();
  await page.waitForURL('**/segments/new');
  await page.getByRole('textbox', { name: 'Name' }).fill('Guests of the fair');
  await page.getByRole('radio', { name: 'Leads that I choose' }).click();
  await page.getByRole('button', { name: 'Create segment' }).click();
  await page.getByText('Nobody is in').waitFor();
  address = page.url();
  await page.getByRole('button', { name: 'Add leads' }).click();
  for (const name of ['Aino Test', 'Hugo Test']) await page.getByRole('button', { name: `Add ${name}` }).click();
  await page.getByText('In', { exact: true }).nth(1).waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByText('2 members').waitFor();
  await page.getByRole('row', { name: /Hugo Test/ }).hover();
  await page.getByRole('button', { name: 'Remove Hugo Test' }).click();
  await page.getByText('1 member', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('2 members').waitFor();
});

it('a rule is read back as a sentence with how many leads meet it, and gathers them', async () => {
  const { page } = stage;
  const rule = { version: 1, combinator: 'and', rules: [{ field: 'lead.email', operator: 'contains', value: 'hugo' }] };
  const { id } = await stage.call<{ id: string }>('POST', '/api/segments', { name: 'Hugos', condition: rule });
  await page.goto(`/segments/${id}/edit`);
  await page.getByText('hugo', { exact: true }).waitFor();
  await page.getByText('Matches 1 of').waitFor();
  await page.getByRole('button', { name: 'Save segment' }).click();
  await page.getByRole('table', { name: 'Members' }).getByRole('link', { name: 'Hugo Test' }).waitFor();
});

it('members who were in before are put into a workflow that starts on entering, by a job that is told to its end', async () => {
  const { page } = stage;
  const segmentId = address.split('/').at(-1) ?? '';
  const workflowId = await publish(stage.call, 'Fair follow-up', onSegment(segmentId));
  await page.goto(`/workflows/${workflowId}/live`);
  await page.getByText('2 leads are in “Guests of the fair”.').waitFor();
  await page.getByRole('button', { name: 'Enrol members…' }).click();
  await page.getByText('2 members enter as if they came into the segment now.').waitFor();
  await page.getByRole('button', { name: 'Enrol 2' }).click();
  await page.getByText('Begun: 2 leads for Fair follow-up').waitFor();
  const entered = async () =>
    (await stage.call<{ items: unknown[] }>('GET', `/api/runs?workflowId=${workflowId}`)).items.length;
  await eventually(entered).toBe(2);
  await eventually(() => page.getByText('2 leads are in “Guests of the fair”.').count()).toBe(0);
  await page.goto(address);
  await page.getByRole('button', { name: 'Enrol members…' }).click();
  await page.getByText('2 do not: The lead is in this workflow already.').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  expect(await entered()).toBe(2);
});

it('while a workflow uses it, it is not deleted, and the dialog says where', async () => {
  const { page } = stage;
  await page.goto(address);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  const dialog = page.getByRole('dialog', { name: '“Guests of the fair” is in use' });
  await dialog.getByRole('link', { name: 'Fair follow-up' }).waitFor();
  expect(await dialog.getByRole('button', { name: 'Delete segment' }).count()).toBe(0);
});
