import { ebookFlow } from '@trellis/engine/demo/ebook-flow.ts';
import type { Page } from 'playwright-core';
import { beforeEach, expect, it } from 'vitest';
import { drawingOn } from './harness/drawing.ts';
import { eventually, useBrowserStage } from './harness/stage.ts';

const stage = useBrowserStage();
let path = '';
beforeEach(async ({ task }) => {
  const { id } = await stage.call<{ id: string }>('POST', '/api/workflows', {
    name: task.name.slice(0, 90),
    graph: ebookFlow(),
  });
  path = `/workflows/${id}/edit`;
});
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute('data-step') ?? document.activeElement?.tagName);

it('the whole canvas is worked by keys alone: walk, open, insert, delete, undo, find, tidy', async () => {
  const { page } = stage;
  const drawing = drawingOn(page);
  await page.goto(path);
  await drawing.step('Downloaded e-book').waitFor();
  // The cards are one stop of the Tab key; from there the arrows walk along the lines.
  await eventually(async () => {
    await page.keyboard.press('Tab');
    return focused(page);
  }).toBe('download');
  for (const id of ['thank-you', 'two-days', 'insights', 'read-guide']) {
    await page.keyboard.press('ArrowDown');
    await eventually(() => focused(page)).toBe(id);
  }
  await page.keyboard.press('ArrowDown');
  await eventually(() => focused(page)).toBe('deeper');
  await page.keyboard.press('ArrowRight');
  await eventually(() => focused(page)).toBe('gentle');
  await page.keyboard.press('Enter');
  await eventually(() => drawing.form().getAttribute('aria-label')).toBe('Gentle one');
  await eventually(() => page.evaluate(() => document.activeElement?.closest('[data-inspector]') !== null)).toBe(true);
  await drawing.step('Gentle one').focus();
  await page.keyboard.press('/');
  await page.getByRole('dialog', { name: 'Add a step' }).waitFor();
  await page.keyboard.type('webhook');
  await page.keyboard.press('Enter');
  await drawing.step('Call webhook').waitFor();
  await eventually(() => focused(page)).toMatch(/^call-webhook/);
  await page.keyboard.press('Delete');
  await eventually(() => drawing.step('Call webhook').count()).toBe(0);
  await page.keyboard.press('ControlOrMeta+z');
  await drawing.step('Call webhook').waitFor();
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await eventually(() => drawing.step('Call webhook').count()).toBe(0);
  await page.keyboard.press('ControlOrMeta+f');
  await page.keyboard.type('insights');
  await page.getByRole('option', { name: 'Insights mail' }).or(page.getByText('1 of 1')).first().waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' });
});

it('on a phone the outline stands in place of the canvas, with the same steps, forms and picker', async () => {
  const page = await stage.open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await page.goto(path);
  const outline = page.getByRole('tree', { name: 'Outline of the workflow' });
  await outline.waitFor();
  expect(await page.locator('.react-flow').count()).toBe(0);
  const rows = await outline.getByRole('treeitem').count();
  expect(rows).toBeGreaterThanOrEqual(ebookFlow().nodes.length);
  await outline.getByText('Insights mail').first().tap();
  const form = page.locator('[data-inspector]');
  await form.getByRole('textbox', { name: 'Subject' }).waitFor();
  const box = await form.boundingBox();
  expect(box?.width).toBe(390);
  await form.getByRole('button', { name: 'Close' }).tap();
  await outline.waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBe(390);
});

it('the outline of a wide window does what the canvas does', async () => {
  const { page } = stage;
  await page.goto(path);
  await page.getByRole('button', { name: 'Outline', exact: true }).click();
  const outline = page.getByRole('tree', { name: 'Outline of the workflow' });
  await outline.getByText('Wait 2 days').first().click();
  await page.keyboard.press('Delete');
  await eventually(() => outline.getByText('Wait 2 days').count()).toBe(0);
  await page.keyboard.press('ControlOrMeta+z');
  await outline.getByText('Wait 2 days').first().waitFor();
});

it('for people who want no motion nothing is animated, also while a run is under way', async () => {
  const { page } = stage;
  await page.goto(path);
  await drawingOn(page).step('Downloaded e-book').waitFor();
  const moving = await page.evaluate(
    () =>
      document.getAnimations().filter((animation) => {
        const { duration } = animation.effect?.getComputedTiming() ?? {};
        return animation.playState === 'running' && typeof duration === 'number' && duration > 1;
      }).length,
  );
  expect(moving).toBe(0);
});
