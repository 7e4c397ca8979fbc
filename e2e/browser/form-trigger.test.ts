import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { chain, node, sleep } from '../graphs.ts';
import { drawingOn } from './harness/drawing.ts';
import { eventually, useBrowserStage } from './harness/stage.ts';

/*
 * At what an entry of a form counts, as a marketer chooses it and a reader lives it: drawn, refused, mended, published, filled in, confirmed.
 */
const stage = useBrowserStage();
const CONFIRMED = 'When the person has confirmed';

const makeForm = (name: string, doubleOptIn: boolean) =>
  stage.call<{ id: string; url: string }>('POST', '/api/forms', {
    name,
    fields: [{ name: 'mail', to: 'email', required: true }],
    wording: 'Yes, send me news.',
    doubleOptIn,
  });

async function draw(page: Page): Promise<string> {
  const graph = chain(node('Sign-up', 'trigger-form'), sleep('Rest', 30, 'days'), node('Over', 'end'));
  const { id } = await stage.call<{ id: string }>('POST', '/api/workflows', { name: 'Welcome', graph });
  await page.goto(`/workflows/${id}/edit`);
  await drawingOn(page).step('Sign-up').click();
  return id;
}

it('a workflow starts once a person has confirmed, and is not published for a form that asks nobody to', async () => {
  const { page } = stage;
  const newsletter = await makeForm('Newsletter', true);
  const contact = await makeForm('Contact', false);
  const workflowId = await draw(page);
  const drawing = drawingOn(page);
  const form = drawing.form();
  const choose = async (name: string) => {
    await form.getByRole('combobox', { name: 'Form', exact: true }).fill(name);
    await page.getByRole('option', { name }).waitFor();
    await page.keyboard.press('Enter');
  };
  await choose('Contact');
  await form.getByText('“Contact” has no double opt-in: nobody ever confirms it, so nothing would start.').waitFor();
  await form.getByRole('radio', { name: CONFIRMED }).check();
  const refused = form.getByText('the form “Contact” has no double opt-in, so nobody ever confirms it');
  await refused.waitFor();
  // Mended in its settings, elsewhere, it is right here too.
  await stage.call('PATCH', `/api/forms/${contact.id}`, { doubleOptIn: true });
  await refused.waitFor({ state: 'detached' });
  await stage.call('PATCH', `/api/forms/${contact.id}`, { doubleOptIn: false });
  await refused.waitFor();
  await page.getByRole('button', { name: /1 problem/ }).click();
  await page.getByRole('button', { name: 'Start when sent' }).click();
  await eventually(() => form.getByRole('radio', { name: 'When the form is sent' }).isChecked()).toBe(true);
  await choose('Newsletter');
  await form.getByRole('radio', { name: CONFIRMED }).check();
  await drawing.step('Sign-up').getByText('Newsletter, once confirmed').waitFor();
  await drawing.saved().waitFor();
  await page.getByRole('button', { name: 'Publish v1' }).click();
  const dialog = page.getByRole('dialog', { name: 'Publish version 1' });
  await dialog.getByRole('button', { name: 'Publish v1' }).click();
  await dialog.waitFor({ state: 'detached' });

  await page.goto(`/settings/forms/${newsletter.id}`);
  await page.getByRole('switch', { name: 'Ask by mail whether the address is right' }).click();
  await page.getByText('Nobody would enter “Welcome” any more.').waitFor();

  const runs = async () =>
    (await stage.call<{ items: object[] }>('GET', `/api/runs?workflowId=${workflowId}`)).items.length;
  const stranger = await stage.open({ stranger: true });
  await stranger.setContent(
    `<form method="post" action="${newsletter.url}"><input name="mail" aria-label="Email"><button>Send</button></form>`,
  );
  await stranger.getByLabel('Email').fill('ada@reader.example');
  await stranger.getByRole('button', { name: 'Send' }).click();
  await stranger.getByRole('heading', { name: 'Please check your mail' }).waitFor();
  await page.goto('/mailbox');
  await page.getByText('Please confirm your address').first().click();
  const link = page.frameLocator('main iframe').getByRole('link', { name: 'Yes, that was me' });
  const href = (await link.getAttribute('href')) ?? '';
  // The entry was routed long before its mail could be read.
  expect(await runs()).toBe(0);
  await stranger.goto(href);
  await stranger.getByRole('button', { name: 'Yes, I agree' }).click();
  await stranger.getByRole('heading', { name: 'Thank you, that is confirmed' }).waitFor();
  await eventually(runs).toBe(1);
  await stranger.goto(href);
  await stranger.getByRole('heading', { name: 'Thank you, that is confirmed' }).waitFor();
  await page.goto('/leads');
  await page.getByRole('link', { name: 'ada@reader.example' }).first().click();
  await page.getByText('The form “Newsletter” was confirmed').first().waitFor();
  expect(await runs()).toBe(1);
});
