import { GRAPH_VERSION } from '@trellis/shared/graph/graph.ts';
import { beforeAll, expect, it } from 'vitest';
import { addReachable, fire, publish, TEXTS } from './harness/people-work.ts';
import { eventually, useBrowserStage } from './harness/stage.ts';

/* What comes back from a lead, acted out in the sandbox: texts, STOP, a reply to a mail, a bounce. Each shows what it did to the run. */

const stage = useBrowserStage();
let aino = '';
beforeAll(async () => {
  await publish(stage.call, 'Visit reminders', TEXTS);
  aino = await addReachable(stage.call, {
    email: 'aino@lahti.example',
    firstName: 'Aino',
    lastName: 'Virtanen',
    phone: '+358 40 1234567',
  });
});

it('a text is answered as the lead, and the answer takes the run on', async () => {
  const { page } = stage;
  await fire(stage.call, aino, 'visit.booked');
  await page.goto('/sms');
  await page.getByRole('link', { name: /Aino Virtanen/ }).click();
  await page.waitForURL('**/sms/358401234567');
  await page.getByText('See you on Monday at 9:00.').last().waitFor();
  await page.getByLabel(/^Reply as Aino Virtanen/).fill('Fine, see you');
  await page.keyboard.press('Enter');
  const did = page.getByRole('region', { name: 'What it did' });
  await did.getByText('Sent “Thank you! Reply STOP to stop.”').waitFor();
  await page.getByText('Thank you! Reply STOP to stop.').last().waitFor();
});

it('STOP takes consent away at once: the next text is not sent', async () => {
  const { page } = stage;
  await page.goto('/sms/358401234567');
  await page.getByRole('button', { name: 'Send STOP as the lead' }).click();
  await page.getByText('Nothing more is texted to this number.').waitFor();
  const texts = async () =>
    (await stage.call<{ items: { direction: string }[] }>('GET', '/api/sms')).items.filter(
      ({ direction }) => direction === 'out',
    ).length;
  const before = await texts();
  await fire(stage.call, aino, 'visit.booked');
  await eventually(async () => {
    const { items } = await stage.call<{ items: { at: { nodeId: string } | null }[] }>(
      'GET',
      `/api/leads/${aino}/runs`,
    );
    return items[0]?.at?.nodeId;
  }).toBe('answer');
  expect(await texts()).toBe(before);
});

it('a mail is replied to and bounces as the lead, and both show what they did', async () => {
  const { page } = stage;
  const node = (id: string, type: string, name: string, config: Record<string, unknown> = {}) => ({
    id,
    type,
    typeVersion: 1,
    name,
    config,
  });
  const doors = [
    { id: 'replied', label: 'Replied', kind: 'reply', channel: 'email' },
    { id: 'later', label: 'Later', kind: 'duration', duration: { amount: 300, unit: 'days', mode: 'elapsed' } },
  ];
  await publish(stage.call, 'Questions', {
    graphVersion: GRAPH_VERSION,
    direction: 'down',
    settings: { reEntry: { mode: 'always' } },
    notes: [],
    nodes: [
      node('t', 'trigger-event', 'Asked', { event: 'question.asked' }),
      node('m', 'send-email', 'Question mail', { subject: 'One question', body: 'When suits you?' }),
      node('w', 'wait-any', 'An answer?', { doors }),
      node('p', 'wait', 'Rest', { duration: { amount: 300, unit: 'days', mode: 'elapsed' } }),
      node('e', 'end', 'End'),
    ],
    edges: [
      { id: 'a', from: 't', port: 'next', to: 'm' },
      { id: 'b', from: 'm', port: 'next', to: 'w' },
      { id: 'c', from: 'w', port: 'replied', to: 'p' },
      { id: 'd', from: 'w', port: 'later', to: 'e' },
      { id: 'f', from: 'p', port: 'next', to: 'e' },
    ],
  });
  await fire(stage.call, aino, 'question.asked');
  await page.goto('/mailbox');
  await page.getByRole('link', { name: /One question/ }).click();
  await page.getByRole('button', { name: 'Reply…' }).click();
  await page.getByLabel('What the lead answers').fill('Monday');
  await page.getByRole('button', { name: 'Reply as the lead' }).click();
  const did = page.getByRole('region', { name: 'What it did' });
  await did.getByText(/Ended the wait at An answer\?/).waitFor();
  await page.getByRole('button', { name: 'Bounce…' }).click();
  await page.getByRole('button', { name: 'Let it bounce' }).click();
  await did.getByText('The address does not exist').first().waitFor();
  await page
    .getByRole('link', { name: /One question/ })
    .getByText('Bounced')
    .waitFor();
  await page.goto(`/leads/${aino}`);
  await page.getByText('No mail goes to this address.').waitFor();
});
