import { Analytics } from '@segment/analytics-node';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { OWNER } from './harness/owner.ts';
import { eventually, useBrowserStage } from './harness/stage.ts';

/*
 * A newcomer's first quarter of an hour, told in order, on servers of its own: the owner's account, a test event, the mail, a lead that
 * clicks and one that doesn't.
 */
const stage = useBrowserStage({ wholly: true, untouched: true, story: true });
const CLICKER = { email: 'aino.virtanen@lahti-logistics.example', name: 'Aino Virtanen' };
const QUIET = { email: 'petra.lindholm@norrfrakt.example', name: 'Petra Lindholm' };
const THIRD = { email: 'hugo.lefevre@froidexpress.example', name: 'Hugo Lefèvre' };
let page: Page;
let writeKey = '';
beforeAll(() => {
  page = stage.page;
});

const mailRow = (lead: { name: string }, subject: string) =>
  page
    .getByRole('region', { name: 'Mails, newest first' })
    .getByRole('link', { name: subject })
    .filter({ hasText: lead.name });
const openRunOf = async (lead: { name: string }) => {
  await page.goto('/leads');
  await page.getByRole('link', { name: lead.name }).first().click();
  await page.getByRole('complementary').getByRole('link', { name: 'E-book: Field Service Playbook' }).click();
  await page.waitForURL('**/run/*');
};
const card = (id: string) => page.locator(`[data-step="${id}"]`);

describe('the first minutes', () => {
  it('the first visitor creates the owner’s account and lands beside the published sample workflow', async () => {
    await page.goto('/');
    await page.waitForURL('**/setup');
    await page.getByRole('textbox', { name: 'Company' }).fill(OWNER.company);
    await page.getByRole('textbox', { name: 'Your name' }).fill(OWNER.name);
    await page.getByRole('textbox', { name: 'Work email' }).fill(OWNER.email);
    await page.getByRole('textbox', { name: 'Password' }).fill(OWNER.password);
    await page.getByRole('button', { name: 'Create owner account' }).click();
    await page.waitForURL('**/workflows');
    const row = page.getByRole('row', { name: 'E-book: Field Service Playbook' });
    await row.waitFor();
    expect(await row.textContent()).toContain('Livev1');
  });

  it('the test event page shows the write key only when asked, and snippets that carry it', async () => {
    await page.getByRole('link', { name: 'Test event' }).click();
    const key = page.getByRole('textbox', { name: 'Write key' });
    await key.waitFor();
    expect(await key.inputValue()).toMatch(/^wk_\w+•+$/);
    const snippet = page.getByRole('region', { name: 'Snippet to copy' });
    const words = { curl: '/v1/track', Node: '@segment/analytics-node', Browser: "await fetch('http://localhost" };
    for (const [language, word] of Object.entries(words)) {
      await page.getByRole('radio', { name: language }).click();
      await eventually(() => snippet.textContent()).toContain(word);
    }
    await page.getByRole('button', { name: 'Show' }).click();
    await eventually(() => key.inputValue()).toMatch(/^wk_\w{20,}$/);
    writeKey = await key.inputValue();
  });

  it('a click on “Send event” tells each thing the event did, until the first wait', async () => {
    await page.getByRole('textbox', { name: 'Lead' }).fill(CLICKER.email);
    await page.getByRole('option', { name: `New lead ${CLICKER.email}` }).click();
    await page.getByRole('button', { name: 'Send event' }).click();
    const trace = page.getByRole('list', { name: 'What the event did' });
    await trace
      .getByRole('listitem')
      .filter({ hasText: 'Wait 2 days' })
      .getByRole('button', { name: 'Skip' })
      .waitFor();
    const told = await trace.getByRole('listitem').allTextContents();
    for (const [index, words] of ['Accepted in', 'Lead created by email', 'Started a run'].entries())
      expect(told[index]).toContain(words);
    expect(told.join()).toContain('Your playbook is here');
  });

  it('events of Segment’s own client come in by the same key, and bring name and company', async () => {
    const segment = new Analytics({
      writeKey,
      host: stage.url,
      path: '/v1/batch',
      flushAt: 10,
      httpRequestTimeout: 10_000,
    });
    for (const [userId, { email, name }] of Object.entries({ 'crm-1': CLICKER, 'crm-2': QUIET, 'crm-3': THIRD })) {
      const [firstName, lastName] = name.split(' ');
      segment.identify({ userId, traits: { email, firstName, lastName } });
      if (userId !== 'crm-1')
        segment.track({ userId, event: 'content.downloaded', properties: { topic: 'field-service' } });
    }
    await segment.closeAndFlush({ timeout: 10_000 });
    await page.getByRole('link', { name: 'Leads' }).click();
    for (const { name } of [CLICKER, QUIET, THIRD]) await page.getByRole('link', { name }).first().waitFor();
    await eventually(() =>
      page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Leads 3' }).count(),
    ).toBe(1);
  });

  it('the thank-you mails lie in the mailbox', async () => {
    await page.getByRole('link', { name: 'Mailbox' }).click();
    for (const lead of [QUIET, THIRD, CLICKER]) await mailRow(lead, 'Your playbook is here').waitFor();
  });
});

describe('a lead that clicks', () => {
  it('the canvas shows the run at its current step, and “Skip wait” moves it on', async () => {
    await openRunOf(CLICKER);
    await eventually(() => card('thank-you').getAttribute('data-state')).toBe('passed');
    // The sandbox may have waited out the two days already: then the run stands one wait further.
    if ((await card('two-days').getAttribute('data-state')) === 'here') {
      await page.getByRole('complementary', { name: 'Steps' }).getByRole('button', { name: 'Skip wait' }).click();
    }
    await eventually(() => card('read-guide').getAttribute('data-state')).toBe('here');
    expect(await card('deeper').getAttribute('data-state')).toBe('not-taken');
  });

  it('a click on the link as the lead sends the next mail within two seconds', async () => {
    await page.goto('/mailbox');
    await mailRow(CLICKER, 'What 40 dispatch teams do').click();
    const click = page.getByRole('button', { name: 'Click this link as the lead' });
    await click.waitFor();
    await page.getByText('Ends the wait at').waitFor();
    const clickedAt = Date.now();
    await click.click();
    await mailRow(CLICKER, 'The scheduling maths').waitFor();
    const { items } = await stage.call<{ items: { subject: string; receivedAt: string }[] }>(
      'GET',
      `/api/mailbox?search=${encodeURIComponent(CLICKER.email)}`,
    );
    const next = items.find(({ subject }) => subject === 'The scheduling maths');
    const took = Date.parse(next?.receivedAt ?? '') - clickedAt;
    expect(took).toBeLessThan(2_000);
  });

  it('the lead’s timeline tells every step with its reason, newest first', async () => {
    await page.goto('/leads');
    await page.getByRole('link', { name: CLICKER.name }).first().click();
    const timeline = page.getByRole('main');
    await timeline.getByText('Sent Deeper track mail').waitFor();
    const told = (await timeline.textContent()) ?? '';
    const order = [
      'Sent Deeper track mail',
      'ended the wait at Read the guide?',
      'Sent Insights mail',
      'Sent Thank-you mail',
      'Started E-book',
    ];
    const at = (words: string) => told.indexOf(words);
    expect(order.filter((words) => at(words) === -1)).toEqual([]);
    expect(order.toSorted((one, other) => at(one) - at(other))).toEqual(order);
  });
});

describe('one run in a person’s hands', () => {
  it('can be paused, resumed and taken out, and says so at once', async () => {
    // Of a lead that enters now: two days of this clock are 20 s, and the others' are nearly over.
    const email = 'lucia.ferrer@levant-cooling.example';
    const event = { event: 'content.downloaded', properties: { topic: 'field-service' }, email };
    await stage.call('POST', '/api/test-events', event);
    await openRunOf({ name: email });
    await page.getByRole('button', { name: 'Pause run…' }).click();
    const asked = page.getByRole('dialog', { name: `Pause the run of ${email}?` });
    await asked.getByRole('radio', { name: 'Runs on' }).click();
    await asked.getByRole('button', { name: 'Pause run' }).click();
    await page.getByRole('banner').getByText('Paused').waitFor();
    await page.getByRole('button', { name: 'Resume run' }).click();
    await page.getByRole('banner').getByText('Running').waitFor();
    await page.getByRole('button', { name: 'Exit…' }).click();
    await page
      .getByRole('dialog', { name: `Take ${email} out of this workflow?` })
      .getByRole('button', { name: 'Take out' })
      .click();
    await page.getByRole('banner').getByText('Ended').waitFor();
    expect(await page.getByRole('button', { name: 'Pause run…' }).count()).toBe(0);
  });
});

describe('a lead that does not click', () => {
  it('takes the timeout branch after three days of the workspace’s clock, and its run ends', async () => {
    await openRunOf(QUIET);
    await eventually(() => card('end').getAttribute('data-state'), 75_000).toBe('passed');
    expect(await card('gentle').getAttribute('data-state')).toBe('passed');
    expect(await card('deeper').getAttribute('data-state')).toBe('not-taken');
    await page.goto('/mailbox');
    await mailRow(QUIET, 'The five-minute version').waitFor();
    expect(await mailRow(QUIET, 'The scheduling maths').count()).toBe(0);
  });
});
