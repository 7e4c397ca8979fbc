import { mkdirSync, rmdirSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, it } from 'vitest';
import { drawingOn } from './harness/drawing.ts';
import { eventually, useBrowserStage } from './harness/stage.ts';

const PACKAGE = '@acme/trellis-node-wave';
const FIXTURE = fileURLToPath(new URL('../fixtures/acme-node', import.meta.url));
/** Where npm would have put it. */
const INSTALLED = fileURLToPath(new URL(`../../node_modules/${PACKAGE}`, import.meta.url));

// Before the stage's own hooks: the package is there when Trellis starts.
beforeAll(() => {
  mkdirSync(dirname(INSTALLED), { recursive: true });
  rmSync(INSTALLED, { force: true });
  symlinkSync(FIXTURE, INSTALLED);
});
afterAll(() => {
  unlinkSync(INSTALLED);
  rmdirSync(dirname(INSTALLED));
});
const stage = useBrowserStage({ nodePackages: [PACKAGE] });

it('a node type of a package stands in the palette, brings its form, and runs, without a line of the editor', async () => {
  const { page } = stage;
  const drawing = drawingOn(page);
  await page.goto('/workflows');
  await page.getByRole('button', { name: 'New workflow' }).click();
  await drawing.dragType('Event', { x: 0.5, y: 0.3 });
  await drawing.form().getByRole('combobox', { name: 'Event' }).fill('wave.wanted');
  await drawing.dragType('Wave', drawing.openPort('Event', 'next'));
  const often = drawing.form().getByRole('textbox', { name: 'How often' });
  await often.fill('12');
  await page.keyboard.press('Tab');
  await drawing.form().getByText('At most 9').waitFor();
  await often.fill('3');
  await page.keyboard.press('Tab');
  await drawing.step('Wave').getByText('Wave 3 times').waitFor();
  await drawing.form().getByRole('button', { name: 'Leads end here' }).click();
  await page.getByRole('banner').getByText('No problems').waitFor();
  await page.getByRole('button', { name: 'Publish v1' }).click();
  await page.getByRole('dialog', { name: 'Publish version 1' }).getByRole('button', { name: 'Publish v1' }).click();
  await page.getByText('v1 is live').waitFor();
  const { eventId } = await stage.call<{ eventId: string }>('POST', '/api/test-events', {
    event: 'wave.wanted',
    email: 'aino@lahti-logistics.example',
    properties: {},
  });
  await page.goto(`/test-event?sent=${eventId}`);
  await page.getByRole('list', { name: 'What the event did' }).getByText('Waved 3 times').waitFor();
  await eventually(async () => {
    const { items } = await stage.call<{ items: { active: number; name: string }[] }>('GET', '/api/workflows');
    return items.find(({ name }) => name === 'Untitled workflow')?.active;
  }).toBe(0);
});
