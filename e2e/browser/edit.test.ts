import { ebookFlow } from '@trellis/engine/demo/ebook-flow.ts';
import type { Page } from 'playwright-core';
import { beforeEach, expect, it } from 'vitest';
import { type Drawing, drawingOn } from './harness/drawing.ts';
import { eventually, useBrowserStage } from './harness/stage.ts';

const stage = useBrowserStage();
let page: Page;
let drawing: Drawing;
let path = '';

/** Each test edits a draft of its own, made of the sample workflow. */
beforeEach(async ({ task }) => {
  page = stage.page;
  drawing = drawingOn(page);
  const graph = ebookFlow();
  const { id } = await stage.call<{ id: string }>('POST', '/api/workflows', { name: task.name.slice(0, 90), graph });
  path = `/workflows/${id}/edit`;
  await page.goto(path);
  await drawing.step('Wait 2 days').waitFor();
});

const edges = () => page.locator('.react-flow__edge').count();
const remove = async (name: string) => {
  await drawing.step(name).click();
  await page.keyboard.press('Delete');
};
/** Renames a step in its form, which saves. */
const rename = async (on: Page, from: string, to: string) => {
  await drawingOn(on).step(from).click();
  await on.locator('[data-inspector]').getByRole('textbox', { name: 'Name of the step' }).fill(to);
  await on.keyboard.press('Enter');
  await drawingOn(on).step(to).waitFor();
};

it('deleting a step in the middle heals the line, and undo and redo name the change', async () => {
  expect(await edges()).toBe(8);
  await remove('Wait 2 days');
  await eventually(() => drawing.step('Wait 2 days').count()).toBe(0);
  await eventually(edges).toBe(7);
  await page.getByRole('button', { name: 'Add a step here: Line from Thank-you mail to Insights mail' }).waitFor();
  await page.getByRole('button', { name: 'Undo: Delete “Wait 2 days”' }).click();
  await drawing.step('Wait 2 days').waitFor();
  await eventually(edges).toBe(8);
  await page.getByRole('button', { name: 'Redo: Delete “Wait 2 days”' }).click();
  await eventually(() => drawing.step('Wait 2 days').count()).toBe(0);
  await page.keyboard.press('ControlOrMeta+z');
  await drawing.step('Wait 2 days').waitFor();
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await eventually(() => drawing.step('Wait 2 days').count()).toBe(0);
});

it('deleting a step with two ways asks which one stays', async () => {
  await remove('Read the guide?');
  const dialog = page.getByRole('dialog', { name: 'Which way stays?' });
  await dialog.getByText('Timed out: Gentle one').click();
  await eventually(() => drawing.step('Read the guide?').count()).toBe(0);
  await eventually(() => drawing.step('Deeper track mail').count()).toBe(0);
  await page.getByRole('button', { name: 'Add a step here: Line from Insights mail to Gentle one' }).waitFor();
});

it('what was changed is saved by itself and is there after a reload', async () => {
  await rename(page, 'Wait 2 days', 'Two quiet days');
  await drawing.saved().waitFor();
  await eventually(async () => {
    const { draft } = await stage.call<{ draft: { graph: { nodes: { name: string }[] } } }>(
      'GET',
      `/api${path.replace('/edit', '')}`,
    );
    return draft.graph.nodes.map(({ name }) => name);
  }).toContain('Two quiet days');
  await page.reload();
  await drawing.step('Two quiet days').waitFor();
});

it('of two windows the second to save is asked, and its changes wait until it has chosen', async () => {
  const other = await stage.open();
  stage.expectFault(/status of 409/);
  await other.goto(path);
  await drawingOn(other).step('Wait 2 days').waitFor();
  await rename(other, 'Insights mail', 'Insights by Hanna');
  await drawingOn(other).saved().waitFor();
  await eventually(async () => {
    const { draft } = await stage.call<{ draft: { revision: number } }>('GET', `/api${path.replace('/edit', '')}`);
    return draft.revision;
  }).toBeGreaterThan(1);
  await rename(page, 'Wait 2 days', 'Two quiet days');
  const banner = page.getByRole('alert').filter({ hasText: 'saved this workflow meanwhile' });
  await banner.getByRole('button', { name: 'Compare' }).click();
  await page
    .getByRole('region', { name: 'What is different in theirs' })
    .getByText('Insights by Hanna')
    .first()
    .waitFor();
  await banner.getByRole('button', { name: 'Take theirs' }).click();
  await banner.waitFor({ state: 'detached' });
  await drawing.step('Insights by Hanna').waitFor();
  expect(await drawing.step('Two quiet days').count()).toBe(0);
  // Taking theirs is a change like any other: undo brings mine back, and it is saved over theirs knowingly.
  await page.keyboard.press('ControlOrMeta+z');
  await drawing.step('Two quiet days').waitFor();
});

it('a step dragged onto another line moves there with one change to undo', async () => {
  const from = await drawing.step('Gentle one').boundingBox();
  const plus = page.getByRole('button', { name: 'Add a step here: Line from Downloaded e-book to Thank-you mail' });
  const to = await plus.boundingBox();
  if (!from || !to) throw new Error('The cards are not in view.');
  await page.mouse.move(from.x + 100, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(from.x + 90, from.y + 10, { steps: 3 });
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 12 });
  await page.mouse.up();
  await page.getByRole('button', { name: 'Add a step here: Line from Downloaded e-book to Gentle one' }).waitFor();
  await page.getByRole('button', { name: 'Undo: Move “Gentle one”' }).click();
  await plus.waitFor();
});

it('steps copied here are pasted into another workflow, with ids of their own', async () => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await drawing.step('Insights mail').click();
  await page.keyboard.press('ControlOrMeta+c');
  await page.goto('/workflows');
  await page.getByRole('button', { name: 'New workflow' }).click();
  await page.getByRole('button', { name: 'Add a trigger' }).waitFor();
  await page.keyboard.press('ControlOrMeta+v');
  await drawing.step('Insights mail').waitFor();
  expect(await drawing.step('Insights mail').getAttribute('data-step')).not.toBe('insights');
});
