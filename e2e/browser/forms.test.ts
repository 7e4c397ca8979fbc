import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { clearCanvas, type FormType, openForm } from './harness/forms.ts';
import { eventually, useBrowserStage } from './harness/stage.ts';

/*
 * The form of every node type that the catalog has, built-in or of a package: opened from the palette, nothing filled in.
 */
const stage = useBrowserStage();
let types: FormType[];
beforeAll(async () => {
  types = (await stage.call<{ items: FormType[] }>('GET', '/api/catalog/nodes')).items;
});

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What people never read: a key instead of its text, a value that nobody put into words. */
const RAW = /\[object |\bundefined\b|\bNaN\b|\bnull\b|\b(?:inspector|canvas|people|time)\.[a-z]+[.A-Z]?/;

async function emptyWorkflow(page: Page): Promise<void> {
  const { id } = await stage.call<{ id: string }>('POST', '/api/workflows', { name: 'Every form' });
  await page.goto(`/workflows/${id}/edit`);
  await page.getByRole('button', { name: 'Add a trigger' }).waitFor();
}

async function findings(page: Page, only?: string): Promise<string[]> {
  const axe = new AxeBuilder({ page }).include('[data-inspector]');
  const { violations } = await (only ? axe.withRules(only) : axe.withTags(RULES)).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`),
  );
}

/** Everything in a drawer that people read, hints in fields and names of controls too. */
const wordsOf = (drawer: Locator) =>
  drawer.evaluate((element) => {
    const attributes = ['aria-label', 'placeholder', 'title'];
    const named = [...element.querySelectorAll('*')].flatMap((one) =>
      attributes.map((name) => one.getAttribute(name) ?? ''),
    );
    return [element.textContent ?? '', ...named].join('\n');
  });

it.each(['light', 'dark'] as const)(
  'every form reads well and axe finds nothing in it, in %s',
  async (colorScheme) => {
    const page = await stage.open({ colorScheme, viewport: { width: 1440, height: 1600 } });
    await emptyWorkflow(page);
    const found: string[] = [];
    for (const type of types) {
      const drawer = await openForm(page, type);
      const say = (fault: string) => found.push(`${type.type}: ${fault}`);
      const words = await wordsOf(drawer);
      const raw = words.match(RAW);
      if (raw) say(`shows “${raw[0]}” in “${words.slice(Math.max(0, (raw.index ?? 0) - 40), (raw.index ?? 0) + 40)}”`);
      if (!words.includes(type.title)) say('does not say what it is');
      const wide = await drawer.evaluate((element) =>
        [...element.querySelectorAll('*')].some(
          (one) => one.getBoundingClientRect().right > element.getBoundingClientRect().right + 1,
        ),
      );
      if (wide) say('is wider than its drawer');
      // The card's second line stands after the name, in its title.
      const [, line = ''] = ((await page.locator('[data-step] [title]').first().getAttribute('title')) ?? '').split(
        '\n',
      );
      if (line.trim() === '' || RAW.test(line)) say(`its card says “${line}”`);
      found.push(
        ...(await findings(page, colorScheme === 'dark' ? 'color-contrast' : undefined)).map(
          (one) => `${type.type}: ${one}`,
        ),
      );
      await clearCanvas(page);
    }
    expect(found).toEqual([]);
  },
  300_000,
);

it('a workflow, a segment and a port are called by their names, also when those change', async () => {
  const { page } = stage;
  const other = await stage.call<{ id: string }>('POST', '/api/workflows', { name: 'Evergreen stream' });
  await emptyWorkflow(page);
  const naming = types.find(({ type }) => type === 'start-workflow');
  if (!naming) throw new Error('The catalog has lost the step that starts another workflow.');
  const drawer = await openForm(page, naming);
  const field = drawer.getByRole('combobox', { name: 'Workflow', exact: true });
  await field.fill('evergr');
  await page.getByRole('option', { name: 'Evergreen stream' }).waitFor();
  await page.keyboard.press('Enter');
  await eventually(() => field.inputValue()).toBe('Evergreen stream');
  await stage.call('PUT', `/api/workflows/${other.id}/name`, { name: 'Content stream' });
  await eventually(() => field.inputValue()).toBe('Content stream');
  await field.fill('Nothing like it');
  await drawer.getByText('No workflow here is called “Nothing like it”: choose one of the list.').waitFor();
  expect(await field.inputValue()).toBe('Nothing like it');
  const port = drawer.getByRole('textbox', { name: 'Name of the port Next' });
  await port.fill('Handed over');
  await page.keyboard.press('ControlOrMeta+z');
  await eventually(() => port.inputValue()).toBe('');
});

it('the rules of a workflow are told on their card, changed in their form, undone by name, and shown where they are wrong', async () => {
  const { page } = stage;
  await emptyWorkflow(page);
  const [first] = types;
  if (!first) throw new Error('The catalog is empty.');
  await openForm(page, first);
  const card = page.getByRole('region', { name: 'Rules for every run' });
  await card.getByRole('button', { name: 'Change the rules' }).click();
  const form = page.locator('[data-settings]');
  await form.getByRole('switch', { name: 'Let in only so many' }).click();
  await form.getByLabel('Per day').fill('40');
  await card.getByText('40 a day; the others wait').waitFor();
  await page.getByRole('button', { name: 'Undo: Change entry cap' }).click();
  await card.getByText('40 a day; the others wait').waitFor({ state: 'detached' });
  await form.getByRole('combobox', { name: 'Time zone' }).fill('Mars/Olympus');
  await form.getByText('Write a zone like Europe/Helsinki').waitFor();
  const axe = await new AxeBuilder({ page }).include('[data-settings]').withTags(RULES).analyze();
  expect(axe.violations.map(({ id, nodes }) => `${id} ${nodes[0]?.target.join(' ')}`)).toEqual([]);
  await form.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: /problem/ }).click();
  await page.getByText('The time zone “Mars/Olympus” is not known').waitFor();
  await page.getByRole('listitem').filter({ hasText: 'Mars/Olympus' }).getByRole('button', { name: 'Show' }).click();
  await eventually(() =>
    form.getByRole('combobox', { name: 'Time zone' }).evaluate((input) => input === document.activeElement),
  ).toBe(true);
});

it('a trigger that other systems call shows its address, and what came of the latest call', async () => {
  const { page } = stage;
  await emptyWorkflow(page);
  const called = types.find(({ type }) => type === 'trigger-webhook');
  if (!called) throw new Error('The catalog has lost the trigger that other systems call.');
  const drawer = await openForm(page, called);
  const address = drawer.getByLabel('Call it here');
  await drawer.getByText('Nothing was received yet').waitFor();
  const url = await address.inputValue();
  const answer = await page.context().request.post(url, { data: { email: 'aino@example.com' } });
  expect([answer.status(), (await answer.json()).code]).toEqual([409, 'not-live']);
  await drawer.getByText('the workflow was not live').waitFor();
  await drawer.getByRole('button', { name: 'New address…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Make a new address' }).click();
  await eventually(() => address.inputValue()).not.toBe(url);
  expect((await page.context().request.post(url, { data: {} })).status()).toBe(404);
});
