import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { chain, mail, node, onEvent, sleep } from '../graphs.ts';
import { drawingOn } from './harness/drawing.ts';
import { eventually, useBrowserStage } from './harness/stage.ts';

/* A live workflow with leads waiting: its wait is changed and they are moved, the next publish is taken back, the versions are compared. */
const stage = useBrowserStage({ story: true });
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const PEOPLE = ['aino', 'hugo', 'petra'];
const EVENT = 'trial.started';
let page: Page;
let id = '';

const graph = chain(onEvent(EVENT), sleep('long', 300, 'days'), mail('hello'), node('end', 'end'));
interface RunRow {
  version: { number: number };
  lead: { email: string | null };
  status: string;
  at: { nodeId: string } | null;
}
const runs = async () =>
  (await stage.call<{ items: RunRow[] }>('GET', `/api/runs?workflowId=${id}`)).items.map(
    ({ version, status, at }) => `v${version.number} ${status} ${at?.nodeId}`,
  );
const fire = (email: string) => stage.call('POST', '/api/test-events', { event: EVENT, properties: {}, email });
/** In light everything, in the dark the colours, for nothing else differs. */
const findings = async () => {
  const light = await findingsNow((axe) => axe.withTags(RULES));
  await page.emulateMedia({ colorScheme: 'dark' });
  await eventually(scheme).toBe('dark');
  const dark = await findingsNow((axe) => axe.withRules('color-contrast'));
  await page.emulateMedia({ colorScheme: 'light' });
  await eventually(scheme).toBe('light');
  return [...light, ...dark.map((finding) => `dark: ${finding}`)];
};
const scheme = () => page.evaluate(() => document.documentElement.getAttribute('data-mantine-color-scheme'));
const findingsNow = async (choose: (axe: AxeBuilder) => AxeBuilder) => {
  const { violations } = await choose(new AxeBuilder({ page })).analyze();
  return violations.flatMap(({ id: rule, nodes }) =>
    nodes.map((one) => `${rule}: ${one.target.join(' ')} ${one.failureSummary}`),
  );
};
const dialog = (version: number) => page.getByRole('dialog', { name: `Publish version ${version}` });
/** Changes the mail's subject in its form. */
const writeSubject = async (subject: string) => {
  await drawingOn(page).step('hello').click();
  await drawingOn(page).form().getByRole('textbox', { name: 'Subject' }).fill(subject);
  await drawingOn(page).saved().waitFor();
};

beforeAll(async () => {
  page = stage.page;
  const made = await stage.call<{ id: string; draft: { revision: number } }>('POST', '/api/workflows', {
    name: 'Trial',
    graph,
  });
  id = made.id;
  await stage.call('POST', `/api/workflows/${id}/versions`, { revision: made.draft.revision });
  for (const person of PEOPLE) await fire(`${person}@lahti.example`);
});

it('the dialog says what changes and whom it concerns, and nobody finds a fault in it', async () => {
  await eventually(runs).toEqual(PEOPLE.map(() => 'v1 active long'));
  await page.goto(`/workflows/${id}/edit?node=long`);
  const amount = drawingOn(page).form().getByRole('textbox', { name: 'How long, Amount' });
  await amount.fill('200');
  await page.getByRole('button', { name: 'Publish v2' }).click();
  const box = dialog(2);
  await box.getByText('You decide what happens to the 3 already on v1').waitFor();
  await box.getByRole('listitem').filter({ hasText: 'long' }).getByText('200 days').waitFor();
  const row = box.getByRole('row').filter({ hasText: 'long' });
  await row.getByText('3', { exact: true }).waitFor();
  expect(await findings()).toEqual([]);
  // The keyboard stays inside, and Escape closes it with nothing done.
  for (let n = 0; n < 20; n++) await page.keyboard.press('Tab');
  expect(await box.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  await page.keyboard.press('Escape');
  await box.waitFor({ state: 'detached' });
  expect(await runs()).toEqual(PEOPLE.map(() => 'v1 active long'));
});

it('published with “migrate now”, those who wait are moved once it can no longer be taken back', async () => {
  await page.getByRole('button', { name: 'Publish v2' }).click();
  const box = dialog(2);
  await box.getByRole('combobox', { name: 'What happens to the leads at long' }).selectOption('now');
  await box.getByRole('list', { name: 'What happens to them in all' }).getByText('3 now').waitFor();
  await box.getByRole('switch', { name: 'Move a share first' }).click({ force: true });
  await box.getByRole('button', { name: 'Publish v2' }).click();
  await page.getByText('v2 is live').waitFor();
  await page.getByRole('radio', { name: 'Live' }).click();
  await page.getByRole('button', { name: /^Take back/ }).waitFor();
  await page.getByRole('region', { name: 'Begins when the publish can no longer be taken back' }).waitFor();
  expect(await findings()).toEqual([]);
  await eventually(runs, 60_000).toEqual(PEOPLE.map(() => 'v2 active long'));
  await page.getByRole('button', { name: 'Moves' }).click();
  const moves = page.getByRole('complementary', { name: 'Moves between versions' });
  await moves.getByText('Moved to v2').waitFor();
  await moves.getByText('3 moved', { exact: true }).waitFor();
  expect(await findings()).toEqual([]);
});

it('the next publish is taken back, and the lead that had entered meanwhile is named and finishes there', async () => {
  await page.goto(`/workflows/${id}/edit`);
  await writeSubject('Welcome to your trial');
  await page.getByRole('button', { name: 'Publish v3' }).click();
  await dialog(3).getByRole('button', { name: 'Publish v3' }).click();
  await page.getByText('v3 is live').waitFor();
  await fire('marek@lahti.example');
  await page.getByText('1 lead entered, nothing sent yet').waitFor();
  await page.getByRole('button', { name: /^Take back/ }).click();
  await page.getByText('v2 is the published version again.').waitFor();
  await page.getByRole('link', { name: /marek/ }).waitFor();
  await eventually(async () => (await runs()).sort()).toEqual([
    ...PEOPLE.map(() => 'v2 active long'),
    'v3 active long',
  ]);
  const { currentVersion } = await stage.call<{ currentVersion: { number: number } }>('GET', `/api/workflows/${id}`);
  expect(currentVersion.number).toBe(2);
});

it('versions are compared on one drawing, by keys and by address, and one is made the draft again', async () => {
  await page.getByRole('radio', { name: 'Compare' }).click();
  const list = page.getByRole('region', { name: 'What differs' });
  await list.getByRole('button', { name: /hello/ }).waitFor();
  await page.keyboard.press('j');
  await page.waitForURL('**/compare?*node=hello*');
  const drawer = page.getByRole('complementary', { name: 'hello' });
  await drawer.getByText('Welcome to your trial').waitFor();
  expect(await drawingOn(page).step('hello').getAttribute('data-state')).toBe('changed');
  expect(await findings()).toEqual([]);
  await page.getByRole('button', { name: 'Make v2 the draft…' }).click();
  const confirm = page.getByRole('dialog', { name: 'Make v2 the draft?' });
  await confirm.getByText('1 change of the draft that v2 lacks goes:').waitFor();
  expect(await findings()).toEqual([]);
  await confirm.getByRole('button', { name: 'Make v2 the draft' }).click();
  await page.waitForURL('**/edit');
  await eventually(async () => {
    const { draft } = await stage.call<{ draft: { graph: typeof graph } }>('GET', `/api/workflows/${id}`);
    return draft.graph.nodes.find((one) => one.id === 'hello')?.config.subject;
  }).toBe('Mail hello');
});

it('on a phone the dialog and the comparison are as wide as the phone', async () => {
  const phone = await stage.open({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  for (const [path, ready] of [
    ['edit?show=publish', /Nothing to publish|Publish version/],
    ['compare', /Compare/],
    ['live?show=moves', /Moves/],
  ] as const) {
    await phone.goto(`/workflows/${id}/${path}`);
    await phone.getByText(ready).first().waitFor();
    expect(await phone.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390);
  }
});
