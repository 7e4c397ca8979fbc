import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { type Drawing, drawingOn } from './harness/drawing.ts';
import { eventually, useBrowserStage } from './harness/stage.ts';

/* A workflow of one's own, told in order: drawn by mouse and keys, filled in, mended, published, fired and watched to its end. */
const stage = useBrowserStage({ story: true });
let page: Page;
let drawing: Drawing;
beforeAll(() => {
  page = stage.page;
  drawing = drawingOn(page);
});
const problems = () => page.getByRole('banner').getByRole('button', { name: /^\d+ problems?$/ });

it('a new workflow begins with a trigger dragged from the palette, and its form opens', async () => {
  await page.goto('/workflows');
  await page.getByRole('button', { name: 'New workflow' }).click();
  await page.waitForURL('**/edit');
  await page.getByRole('textbox', { name: 'Name of the workflow' }).fill('Demo follow-up');
  await page.keyboard.press('Enter');
  await drawing.dragType('Event', { x: 0.5, y: 0.3 });
  await drawing.step('Event').waitFor();
  expect(await drawing.form().getAttribute('aria-label')).toBe('Event');
});

it('a step is dragged onto the open port, whose slot says so', async () => {
  await drawing.dragType('Random split', drawing.openPort('Event', 'next'));
  await drawing.step('Random split').waitFor();
  await eventually(() => page.locator('.react-flow__edge').count()).toBe(1);
});

it('plus and “/” open the picker, which puts a step in between', async () => {
  const plus = page.getByRole('button', { name: 'Add a step here: Line from Event to Random split' });
  await drawing.pick(plus, 'email');
  await drawing.step('Email').waitFor();
  await drawing.step('Email').focus();
  await page.keyboard.press('/');
  await page.getByRole('dialog', { name: 'Add a step' }).getByRole('combobox').fill('wait');
  await page.keyboard.press('Enter');
  await drawing.step('Wait for a time').waitFor();
  await eventually(() => page.locator('.react-flow__edge').count()).toBe(3);
});

it('two ports are wired by hand to one end that lies free', async () => {
  await drawing.dragType('End', { x: 0.3, y: 0.85 });
  await drawing.step('End').waitFor();
  await drawing.wire('Random split', 'a', 'End');
  await eventually(() => page.locator('.react-flow__edge').count()).toBe(4);
  await drawing.wire('Random split', 'b', 'End');
  await eventually(() => page.locator('.react-flow__edge').count()).toBe(5);
});

it('problems block publishing, are told with the step they belong to, and go as the forms are filled', async () => {
  await problems().waitFor();
  const publish = page.getByRole('button', { name: 'Publish v1' });
  await eventually(() => publish.getAttribute('aria-disabled')).toBe('true');
  // Playwright waits for what is announced as disabled; a person clicks it to learn why.
  await publish.click({ force: true });
  const panel = page.getByRole('dialog').filter({ hasText: 'block publishing' });
  await panel.getByRole('listitem').filter({ hasText: 'Email' }).getByRole('button', { name: 'Show' }).first().click();
  const form = drawing.form();
  await eventually(() => form.getAttribute('aria-label')).toBe('Email');
  await form.getByRole('textbox', { name: 'Subject' }).fill('Your demo, {{ lead.firstName | default: "there" }}');
  await form
    .getByRole('textbox', { name: 'Text', exact: true })
    .fill('Hello! [Choose a time](https://brightwater.example/demo "tag:demo")');
  await drawing.step('Event').first().click();
  await form.getByRole('combobox', { name: 'Event' }).fill('demo.requested');
  await page.keyboard.press('Tab');
  await page.getByRole('banner').getByText('No problems').waitFor();
});

it('published, it is fired by the test event that its own button offers, and runs to its end', async () => {
  await page.getByRole('button', { name: 'Publish v1' }).click();
  await page.getByRole('dialog', { name: 'Publish version 1' }).getByRole('button', { name: 'Publish v1' }).click();
  await page.getByText('v1 is live').waitFor();
  await page.getByRole('link', { name: 'Test event' }).click();
  const event = page.getByRole('combobox', { name: 'Event' });
  await eventually(() => event.inputValue()).toBe('demo.requested');
  await eventually(() => page.getByRole('textbox', { name: 'Lead' }).inputValue()).toContain('@');
  await page.getByRole('button', { name: 'Send event' }).click();
  await page.getByRole('list', { name: 'What the event did' }).getByRole('link', { name: 'Run' }).click();
  await page.waitForURL('**/run/*');
  const skip = page.getByRole('complementary', { name: 'Steps' }).getByRole('button', { name: 'Skip wait' });
  await skip.click();
  await eventually(() => drawing.step('End').getAttribute('data-state')).toBe('passed');
  await page.getByRole('banner').getByText('Ended').waitFor();
});
