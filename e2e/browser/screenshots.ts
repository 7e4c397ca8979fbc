import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { launchBrowser, openWindow, SCREENSHOTS } from './harness/browser.ts';
import { clearCanvas, type FormType, openForm } from './harness/forms.ts';
import { pathsOf, pictureWorkspace } from './harness/furnish.ts';
import { OWNER } from './harness/owner.ts';
import { publishPaths, publishScene } from './harness/publish-scene.ts';
import { startTrellis } from './harness/trellis.ts';

/*
 * `npm run screenshots -w e2e`: takes every page in light and dark, and on a phone, into e2e/screenshots. `-- --readme` takes docs/editor.png too,
 * `-- --only=compare` only pages whose name has this word, `-- --only=forms` the form of each step alone.
 */
const README_PICTURE = fileURLToPath(new URL('../../docs/editor.png', import.meta.url));

const trellis = await startTrellis();
const browser = await launchBrowser();
try {
  await mkdir(SCREENSHOTS, { recursive: true });
  const owner = await openWindow(browser, trellis.url);
  const call = async <Body>(method: string, path: string, data?: unknown): Promise<Body> => {
    const answer = await owner.page.context().request.fetch(path, { method, headers: { origin: trellis.url }, data });
    if (!answer.ok()) throw new Error(`${method} ${path} answered ${answer.status()}: ${await answer.text()}`);
    return answer.json() as Promise<Body>; // The caller knows the route.
  };
  const stranger = await openWindow(browser, trellis.url);
  await stranger.page.goto('/setup');
  await stranger.page.getByRole('button', { name: 'Create owner account' }).waitFor();
  await stranger.page.screenshot({ path: `${SCREENSHOTS}setup-light.png` });
  await call('POST', '/api/setup', OWNER);
  const furnished = await pictureWorkspace(call);
  const publishing = await publishScene(call);
  const only = process.argv.find((word) => word.startsWith('--only='))?.slice('--only='.length) ?? '';
  const paths = [...pathsOf(furnished), ...publishPaths(publishing)].filter(({ name }) => name.includes(only));
  const storageState = await owner.page.context().storageState();
  const windows = [
    { name: 'light', colorScheme: 'light' as const, viewport: { width: 1440, height: 900 } },
    { name: 'dark', colorScheme: 'dark' as const, viewport: { width: 1440, height: 900 } },
    { name: 'phone', colorScheme: 'light' as const, viewport: { width: 390, height: 844 }, isMobile: true },
  ];
  for (const { name, ...options } of windows) {
    const guest = await openWindow(browser, trellis.url, options);
    await guest.page.goto('/sign-in');
    await guest.page.getByRole('button', { name: 'Sign in' }).waitFor();
    await guest.page.screenshot({ path: `${SCREENSHOTS}sign-in-${name}.png` });
    await guest.close();
    const { page, close } = await openWindow(browser, trellis.url, { ...options, storageState });
    for (const { name: what, path, ready } of paths) {
      await page.goto(path);
      await page.locator(ready).first().waitFor({ state: 'attached' });
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: `${SCREENSHOTS}${what}-${name}.png` });
    }
    if (name !== 'phone' && 'forms'.includes(only)) {
      const { items } = await call<{ items: FormType[] }>('GET', '/api/catalog/nodes');
      const { id } = await call<{ id: string }>('POST', '/api/workflows', { name: 'Every form' });
      await page.setViewportSize({ width: 1440, height: 1400 });
      await page.goto(`/workflows/${id}/edit`);
      for (const type of items) {
        const drawer = await openForm(page, type);
        await drawer.screenshot({ path: `${SCREENSHOTS}form-${type.type}-${name}.png` });
        await clearCanvas(page);
      }
    }
    await close();
    console.log(`${name}: done`);
  }
  // A publish that can still be taken back, and one that was: each within its 20 s.
  await call('POST', `/api/workflows/${publishing.firstId}/versions`, { revision: 1 });
  if ('take-back'.includes(only)) {
    for (const { name, ...options } of windows) {
      const first = `/api/workflows/${publishing.firstId}`;
      const { draft } = await call<{ draft: { revision: number; graph: { nodes: { id: string; config: object }[] } } }>(
        'GET',
        first,
      );
      const nodes = draft.graph.nodes.map((one) =>
        one.id === 'hello' ? { ...one, config: { ...one.config, subject: `Hello ${name}` } } : one,
      );
      const { revision } = await call<{ revision: number }>('PUT', `${first}/draft`, {
        graph: { ...draft.graph, nodes },
        baseRevision: draft.revision,
      });
      const { page, close } = await openWindow(browser, trellis.url, { ...options, storageState });
      await page.goto(`/workflows/${publishing.firstId}/edit`);
      await call('POST', `${first}/versions`, { revision });
      await call('POST', '/api/test-events', { event: 'plan.viewed', properties: {}, email: `${name}@lahti.example` });
      await page.getByText('1 lead entered').waitFor();
      await page.screenshot({ path: `${SCREENSHOTS}take-back-${name}.png` });
      await page.getByRole('button', { name: /^Take back/ }).click();
      await page.getByText('is the published version again').waitFor();
      await page.screenshot({ path: `${SCREENSHOTS}taken-back-${name}.png` });
      await close();
    }
  }
  if (process.argv.includes('--readme')) {
    await owner.page.goto(`/workflows/${furnished.workflowId}/edit?node=read-guide`);
    await owner.page.locator('[data-inspector] input').first().waitFor();
    await owner.page.getByText('No problems').waitFor();
    await mkdir(fileURLToPath(new URL('.', `file://${README_PICTURE}`)), { recursive: true });
    await owner.page.screenshot({ path: README_PICTURE });
    console.log(README_PICTURE);
  }
} finally {
  await browser.close();
  await trellis.stop();
}
