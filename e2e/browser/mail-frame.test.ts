import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawingOn } from './harness/drawing.ts';
import { addReachable, fire, OFFERS, publish } from './harness/people-work.ts';
import { eventually, useBrowserStage } from './harness/stage.ts';

/* A template with everything that could act: wherever its mail is shown, it shows itself, loads its picture, and nothing else happens. */

const stage = useBrowserStage({ story: true });

/** Each asks a site, a stranger's or our own, for a path of its own. */
const actingOn = (site: string) =>
  [
    `<img src="data:," width="40" onerror="fetch(\`${site}/onerror\`)">`,
    `<script>fetch(\`${site}/script\`)</script>`,
    `<form action="${site}/form"><button>Win</button></form>`,
    `<iframe src="${site}/frame"></iframe><object data="${site}/object"></object>`,
    `<link rel="stylesheet" href="${site}/sheet"><meta http-equiv="refresh" content="0;url=${site}/refresh">`,
    `<style>@import "${site}/import"; @font-face { font-family: F; src: url(${site}/font) } p { font-family: F }</style>`,
  ].join('');

/** Of all that a mail may ask for, its picture is the only thing; so it tells that the mail was drawn. */
const mailOf = (stranger: string) =>
  `<img src="${stranger}/picture" width="40">${actingOn(stranger)}${actingOn('/asked/own')}`;

let stranger: Server;
let site = '';
let asked = new Set<string>();
let page: Page;
let aino = '';
let workflowId = '';

beforeAll(async () => {
  stranger = createServer(({ url = '' }, response) => {
    asked.add(url.replace(/[/?]/g, ''));
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  const { port } = stranger.address() as AddressInfo; // a server that listens on a port has one
  site = `http://127.0.0.1:${port}`;
  page = stage.page;
  // What a policy forbids is announced by the browser, but never gets here.
  await page.route(/\/asked\//, (route) => {
    const [, what = ''] = /\/asked\/([a-z/]+)/.exec(route.request().url()) ?? [];
    asked.add(what);
    return route.fulfill({ status: 404 });
  });
  const hostile = {
    ...OFFERS,
    nodes: OFFERS.nodes.map((node) =>
      node.id === 'offer'
        ? { ...node, config: { subject: 'Your offer', body: `Hello Aino\n\n{{ '${mailOf(site)}' | raw }}` } }
        : node,
    ),
  };
  workflowId = await publish(stage.call, 'Offers', hostile);
  aino = await addReachable(stage.call, {
    email: 'aino.virtanen@lahti.example',
    firstName: 'Aino',
    lastName: 'Virtanen',
    phone: '+358 40 1234567',
  });
});

afterAll(() => new Promise<void>((resolve) => stranger.close(() => resolve())));

/** What was asked for, of the stranger's site and our own, until the work was done. */
async function askedWhile(work: () => Promise<void>): Promise<string[]> {
  // Blocked loads, and the picture that isn't there, are told in the console.
  stage.expectFault(/Content Security Policy|404/);
  asked = new Set();
  await work();
  await eventually(() => [...asked]).toContain('picture');
  // A picture of our own, asked for last, comes last.
  await page.evaluate((last) => {
    new Image().src = last;
  }, `${site}/end`);
  await eventually(() => [...asked]).toContain('end');
  return [...asked].sort();
}
const read = (frame: FrameLocator) => frame.getByText('Hello Aino').waitFor();

it('nothing in a template acts in the preview beside the drawing', async () => {
  const found = await askedWhile(async () => {
    await page.goto(`/workflows/${workflowId}/edit?node=offer`);
    await drawingOn(page).form().getByRole('radio', { name: 'Preview' }).click();
    await read(page.frameLocator('[data-inspector] iframe'));
  });
  expect(found).toEqual(['end', 'picture']);
});

it('nor where an approval shows the mail that a yes sends', async () => {
  await fire(stage.call, aino, 'offer.wanted');
  const found = await askedWhile(async () => {
    await page.goto(`/tasks?lead=${aino}`);
    await page.getByRole('link', { name: /Send the offer/ }).click();
    await read(page.frameLocator('main iframe'));
  });
  expect(found).toEqual(['end', 'picture']);
  await page.getByRole('button', { name: /^Approve/ }).click();
  await page.getByText(/^Approve: saved/).waitFor();
});

it('nor in the mailbox, when it was sent', async () => {
  const sent = async () =>
    (await stage.call<{ items: { id: string }[] }>('GET', '/api/mailbox?search=offer')).items[0]?.id;
  await eventually(sent).toBeTruthy();
  const id = await sent();
  const found = await askedWhile(async () => {
    await page.goto(`/mailbox/${id}`);
    await read(page.frameLocator('main iframe'));
  });
  expect(found).toEqual(['end', 'picture']);
});

it.each([
  ['the frame’s policy', 'sandbox'],
  ['the frame’s lack of rights', 'policy'],
])('and by %s alone it neither runs nor sends, were nothing taken out of it', async (_, without) => {
  stage.expectFault(/sandboxed|CORS|ERR_FAILED|NotSameOrigin/);
  const mailbox = page.url();
  const found = await askedWhile(async () => {
    await page.reload();
    await read(page.frameLocator('main iframe'));
    await page.locator('main iframe').evaluate(
      (frame, { html, bare }) => {
        const [policy = ''] = /<meta [^>]+>/.exec(frame.getAttribute('srcdoc') ?? '') ?? [];
        const seal = bare === 'policy' ? '' : policy;
        if (bare === 'sandbox') frame.removeAttribute('sandbox');
        frame.setAttribute('srcdoc', `<!doctype html>${seal}<p>Raw mail</p>${html}`);
      },
      { html: mailOf(site).replace(/<meta.*?>/g, ''), bare: without },
    );
    const frame = page.frameLocator('main iframe');
    await frame.getByText('Raw mail').waitFor();
    // The form to our own site, which the page around would let through.
    await frame.getByRole('button', { name: 'Win' }).last().click();
  });
  for (const acting of ['script', 'onerror', 'form'])
    for (const whose of ['', 'own/']) expect(found).not.toContain(`${whose}${acting}`);
  if (without === 'sandbox') expect(found).toEqual(['end', 'picture']);
  expect(page.url()).toBe(mailbox);
});
