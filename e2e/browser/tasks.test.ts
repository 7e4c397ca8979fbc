import { beforeAll, expect, it } from 'vitest';
import { addReachable, CALLS, fire, OFFERS, publish } from './harness/people-work.ts';
import { eventually, useBrowserStage } from './harness/stage.ts';

/* What a workflow asks of people: found, answered by two of them at once, approved with the mail in view. */

const stage = useBrowserStage();
let aino = '';
let hugo = '';

beforeAll(async () => {
  const { call } = stage;
  await publish(call, 'Demo requests', CALLS);
  await publish(call, 'Offers', OFFERS);
  aino = await addReachable(call, person('Aino', 'Virtanen', '+358 40 1234567'));
  hugo = await addReachable(call, person('Hugo', 'Lefevre', '+33 6 12345678'));
});

const person = (firstName: string, lastName: string, phone: string) => ({
  email: `${firstName}.${lastName}@lahti.example`.toLowerCase(),
  firstName,
  lastName,
  phone,
});
const runsOf = async (leadId: string) =>
  (await stage.call<{ items: { status: string }[] }>('GET', `/api/leads/${leadId}/runs`)).items;

it('a call is found in the list, answered by a key with its note, and the run goes on', async () => {
  const { page } = stage;
  await fire(stage.call, aino, 'demo.requested');
  await page.goto('/tasks');
  const list = page.getByRole('region', { name: 'Tasks' }).getByRole('list', { name: 'Tasks' });
  await list.getByRole('link', { name: /Call about the demo/ }).click();
  await page.waitForURL(/\/tasks\/[0-9a-f-]{36}$/);
  await page.getByText('Offer Thursday or Friday.').waitFor();
  expect(await page.getByRole('link', { name: 'Call +358 40 1234567' }).getAttribute('href')).toBe('tel:+358401234567');
  await page.getByLabel(/^Note/).fill('Comes on Thursday 2 pm');
  await page.getByRole('heading', { name: 'Call about the demo' }).click();
  await page.keyboard.press('1');
  await page.getByText(/^Reached: saved/).waitFor();
  await eventually(async () => (await runsOf(aino)).map(({ status }) => status)).toEqual(['ended']);
  await page.goto(`/leads/${aino}`);
  await page.getByText('Call about the demo: Reached').first().waitFor();
  await page.getByText('“Comes on Thursday 2 pm”').first().waitFor();
});

it('of two people who answer one task the second is told who was quicker, and keeps the note', async () => {
  const { page } = stage;
  const { link } = await stage.call<{ link: string }>('POST', '/api/people/invitations', {
    email: 'mira@brightwater.example',
    role: 'sales',
  });
  const mira = await stage.open({ stranger: true });
  const joined = await mira.context().request.post('/api/invitations/accept', {
    headers: { origin: stage.url },
    data: { token: link.split('#')[1], name: 'Mira Osei', password: 'a long password of mira' },
  });
  expect(joined.status()).toBeLessThan(300);
  await fire(stage.call, hugo, 'demo.requested');
  await page.goto(`/leads/${hugo}`);
  await page.getByRole('link', { name: 'Call about the demo' }).click();
  await page.getByLabel(/^Note/).fill('No time before Friday');
  // The first one's answer must not reach this window before its own: it is told by the refusal.
  await page.route('**/api/live', (route) => route.abort());
  await mira.goto(page.url());
  await mira.getByRole('button', { name: /^Voicemail/ }).click();
  await mira.getByText(/^Voicemail: saved/).waitFor();
  stage.expectFault(/409|ERR_FAILED|live/);
  const reached = page.getByRole('button', { name: /^Reached/ });
  if (await reached.isVisible()) await reached.click();
  await page.getByText(/^Mira Osei answered this/).waitFor();
  await page.getByText('No time before Friday').waitFor();
  await page.unroute('**/api/live');
});

it('an approval shows the mail that a yes sends, and the yes sends it', async () => {
  const { page } = stage;
  await fire(stage.call, aino, 'offer.wanted');
  await page.goto(`/tasks?lead=${aino}`);
  await page.getByRole('link', { name: /Send the offer/ }).click();
  await page.frameLocator('iframe[title="The mail that would go out"]').getByText('Hi Aino,').waitFor();
  await page.getByRole('button', { name: /^Approve/ }).click();
  await page.getByText(/^Approve: saved/).waitFor();
  await eventually(
    async () =>
      (await stage.call<{ items: { subject: string }[] }>('GET', '/api/mailbox?search=offer')).items[0]?.subject,
  ).toBe('Your offer, Aino');
  await page.goto(`/tasks?show=done&lead=${aino}`);
  await page.getByRole('link', { name: /Send the offer/ }).waitFor();
  await page.getByRole('button', { name: /Take the filter/ }).click();
  await page.waitForURL('**/tasks?show=done');
});
