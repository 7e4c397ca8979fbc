import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import postgres from 'postgres';
import { beforeAll, expect, it } from 'vitest';
import { type Furnished, pathsOf, pictureWorkspace } from './harness/furnish.ts';
import { eventually, useBrowserStage } from './harness/stage.ts';

const stage = useBrowserStage();
let furnished: Furnished;
beforeAll(async () => {
  furnished = await pictureWorkspace(stage.call);
});

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds on a page, one line a finding; `only` one rule where the rest can't differ. */
async function findings(page: Page, only?: string): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  // A mail is somebody else's page, shown as it is.
  const { violations } = await (only ? axe.withRules(only) : axe.withTags(RULES)).exclude('iframe').analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${page.url()} ${id}: ${node.target.join(' ')} ${node.failureSummary}`),
  );
}

/** The same page differs in the dark by its colours alone. */
async function findingsInBoth(page: Page): Promise<string[]> {
  const scheme = () => page.evaluate(() => document.documentElement.getAttribute('data-mantine-color-scheme'));
  const inLight = await findings(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await eventually(scheme).toBe('dark');
  const inDark = await findings(page, 'color-contrast');
  await page.emulateMedia({ colorScheme: 'light' });
  await eventually(scheme).toBe('light');
  return [...inLight, ...inDark.map((finding) => `dark: ${finding}`)];
}

it('axe finds nothing on any page, in light and in dark', async () => {
  const page = await stage.open();
  const found: string[] = [];
  for (const { path, ready } of pathsOf(furnished)) {
    await page.goto(path);
    await page.locator(ready).first().waitFor();
    found.push(...(await findingsInBoth(page)));
  }
  expect(found).toEqual([]);
}, 300_000);

it('axe finds nothing on the sign-in page', async () => {
  const page = await stage.open({ stranger: true });
  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  expect(await findingsInBoth(page)).toEqual([]);
});

it('on a phone every page is as wide as the phone', async () => {
  const page = await stage.open({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  const found: string[] = [];
  for (const { path, ready } of pathsOf(furnished)) {
    await page.goto(path);
    await page.locator(ready).first().waitFor({ state: 'attached' });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > 390) found.push(`${path} is ${wide} px wide on a phone of 390`);
  }
  expect(found).toEqual([]);
});

it('a list’s search and order stand in its address, and the way back leads through them', async () => {
  const { page } = stage;
  await page.goto('/workflows');
  await page.getByRole('link', { name: 'Leads' }).click();
  await page.getByRole('searchbox').fill('Aino');
  await page.waitForURL('**/leads?search=Aino');
  await page.getByRole('main').getByRole('link', { name: 'Aino Virtanen' }).click();
  await page.waitForURL(`**/leads/${furnished.leadId}`);
  await page.goBack();
  await page.waitForURL('**/leads?search=Aino');
  expect(await page.getByRole('searchbox').inputValue()).toBe('Aino');
  await page.goBack();
  await page.waitForURL('**/workflows');
  await page.getByRole('group', { name: 'Which workflows' }).getByRole('button', { name: 'Drafts' }).click();
  await page.waitForURL('**/workflows?show=draft');
  await page.reload();
  await page.getByRole('button', { name: 'Drafts', pressed: true }).waitFor();
});

it('an address that leads nowhere says so', async () => {
  const { page } = stage;
  stage.expectFault(/status of 404/);
  await page.goto('/leads/0190a1b2-0000-7000-8000-00000000beef');
  await page.getByText('could not be found').waitFor();
  await page.goto('/no/such/page');
  await page.getByText('There is no page at this address').waitFor();
});

it('who is not signed in is asked to, and lands where the address led', async () => {
  const page = await stage.open({ stranger: true });
  await page.goto(`/leads/${furnished.leadId}`);
  await page.waitForURL('**/sign-in?next=*');
  await page.getByRole('textbox', { name: 'email' }).fill('priya@brightwater.example');
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery 9');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`**/leads/${furnished.leadId}`);
});

it('a theme chosen by hand outlives a reload and the system’s own', async () => {
  const page = await stage.open({ colorScheme: 'light' });
  await page.goto('/workflows');
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page
    .getByRole('radio', { name: 'Dark' })
    .or(page.getByRole('menuitemradio', { name: 'Dark' }))
    .click();
  const scheme = () => page.evaluate(() => document.documentElement.getAttribute('data-mantine-color-scheme'));
  await eventually(scheme).toBe('dark');
  await page.reload();
  await eventually(scheme).toBe('dark');
});

it('what belongs to another workspace is not found on any page, though its ids are known', async () => {
  const sql = postgres(stage.databaseUrl, { max: 1 });
  const other = '0190a1b2-0000-7000-8000-00000000beef';
  await sql`insert into workspaces (id, name, clock_factor, sender_name, sender_address) values (${other}, 'Other', 8640, 'Other', 'news@other.example')`;
  const moved = await sql`update members set workspace_id = ${other}`;
  await sql.end();
  expect(moved.count).toBe(1);
  const page = await stage.open();
  stage.expectFault(/status of 404/);
  const { workflowId, leadId, runId, mailId } = furnished;
  for (const path of [
    `/workflows/${workflowId}/edit`,
    `/workflows/${workflowId}/live`,
    `/workflows/${workflowId}/compare`,
    `/workflows/${workflowId}/run/${runId}`,
    `/leads/${leadId}`,
    `/mailbox/${mailId}`,
  ]) {
    await page.goto(path);
    await page.getByText('could not be found').first().waitFor();
    expect(await page.getByText(/Aino|Thank-you mail/).count()).toBe(0);
  }
});
