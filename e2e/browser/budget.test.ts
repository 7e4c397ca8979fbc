import { gzipSync } from 'node:zlib';
import { ebookFlow } from '@trellis/engine/demo/ebook-flow.ts';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { drawingOn } from './harness/drawing.ts';
import { eventually, useBrowserStage } from './harness/stage.ts';

const stage = useBrowserStage();
/** Of 4-editor: what the shell may weigh gzipped, in bytes. Fonts are no part of it. */
const SHELL_GZ = 350 * 1024;
/**
 * 4-editor asks for no task over 100 ms when 100 steps open, on a marketer's machine. Two shared cores under test are several times slower, so
 * only what would be felt anywhere fails here.
 */
const LONG_TASK_MS = 1_500;

it('the first load of the shell weighs at most 350 kB gzipped', async () => {
  const page = await stage.open();
  const loads: Promise<{ name: string; bytes: number }>[] = [];
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.startsWith('/api/') || pathname.endsWith('.woff2')) return;
    loads.push(response.body().then((body) => ({ name: pathname, bytes: gzipSync(body, { level: 6 }).length })));
  });
  await page.goto('/workflows');
  await page.getByRole('link', { name: 'E-book: Field Service Playbook' }).waitFor();
  const files = await Promise.all(loads);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  console.log(`shell: ${Math.round(total / 1024)} kB gzipped in ${files.length} files`);
  expect(files.length).toBeGreaterThan(3);
  expect(total).toBeLessThanOrEqual(SHELL_GZ);
  // What only the canvas needs is not on the way to the list.
  expect(files.filter(({ name }) => /workflow-page|query-builder/.test(name))).toEqual([]);
});

it('a workflow of a hundred steps opens without a task that would be felt', async () => {
  const page = await openLong(100);
  const longest = await page.evaluate(
    () => (globalThis as { longest?: number }).longest ?? 0, // Written by the observer of openLong.
  );
  console.log(`longest task: ${Math.round(longest)} ms`);
  expect(longest).toBeLessThan(LONG_TASK_MS);
});

it('dragging one step draws no other step anew', async () => {
  const page = await openLong(100);
  const drawing = drawingOn(page);
  const card = drawing.step('Step 3');
  const box = await card.boundingBox();
  if (!box) throw new Error('Step 3 is not in view.');
  const drawn = await watchDrawn(page);
  await page.mouse.move(box.x + 100, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + 300, box.y + 60, { steps: 20 });
  const found = await drawn();
  await page.mouse.up();
  expect(found).toContain('s3');
  expect(found.length).toBeLessThanOrEqual(3);
});

it('renaming a step draws itself and the card that mentions it with each letter, and no other', async () => {
  const graph = longGraph(100);
  const by = { field: 'output.s2.port', cases: [{ id: 'a', label: 'A', values: ['a'] }] };
  const nodes = graph.nodes.map((node) =>
    node.id === 's4' ? { ...node, type: 'switch', name: 'Which?', config: by } : node,
  );
  const edges = graph.edges.flatMap((edge) =>
    edge.from === 's4'
      ? [
          { ...edge, port: 'else' },
          { ...edge, id: 'case', port: 'a' },
        ]
      : [edge],
  );
  const page = await openLong(100, { ...graph, nodes, edges });
  const drawing = drawingOn(page);
  await drawing.step('Step 2').click();
  const name = drawing.form().getByRole('textbox', { name: 'Name of the step' });
  await name.waitFor();
  await drawing.step('By Step 2').waitFor();
  // The compiler's answer draws the cards that it finds fault with.
  await page.getByRole('button', { name: /^\d+ problems?$/ }).waitFor();
  const drawn = await watchDrawn(page);
  for (const letter of [' ', 'b', 'i', 's']) {
    await name.press('End');
    await name.pressSequentially(letter);
  }
  await drawing.step('By Step 2 bis').waitFor();
  expect((await drawn()).sort()).toEqual(['s2', 's4']);
});

it('a workflow opens without what only Compare needs', async () => {
  const page = await openLong(3);
  const loaded = () =>
    page.evaluate(
      () => performance.getEntriesByType('resource').filter(({ name }) => /compare-mode/.test(name)).length,
    );
  expect(await loaded()).toBe(0);
  await page.getByRole('radio', { name: 'Compare' }).click();
  await eventually(loaded).toBeGreaterThan(0);
});

/** Notes from now on which steps are drawn anew; answers them when asked. */
async function watchDrawn(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const drawn = new Set<string>();
    Object.assign(globalThis, { drawn });
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const element = target instanceof Element ? target : target.parentElement;
        const id = element?.closest('.react-flow__node')?.getAttribute('data-id');
        if (id) drawn.add(id);
      }
    }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  });
  return () => page.evaluate(() => [...((globalThis as { drawn?: Set<string> }).drawn ?? [])]); // Filled by the observer above.
}

/** Opens a draft of so many steps in a window that notes its longest task. */
async function openLong(count: number, graph = longGraph(count)): Promise<Page> {
  const { id } = await stage.call<{ id: string }>('POST', '/api/workflows', {
    name: `${count} steps`,
    graph,
  });
  const page = await stage.open();
  await page.addInitScript(() => {
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        const seen = globalThis as { longest?: number };
        seen.longest = Math.max(seen.longest ?? 0, duration);
      }
    }).observe({ type: 'longtask', buffered: true });
  });
  await page.goto(`/workflows/${id}/edit`);
  await drawingOn(page).step('Step 2').waitFor();
  await eventually(() => page.locator('[data-step]').count()).toBe(count);
  return page;
}

function longGraph(count: number): Graph {
  const base = ebookFlow();
  const trigger = base.nodes[0];
  if (!trigger) throw new Error('The sample workflow has no trigger.');
  const waits = Array.from({ length: count - 1 }, (_, index) => ({
    id: `s${index + 1}`,
    type: 'wait',
    typeVersion: 1,
    name: `Step ${index + 1}`,
    config: { mode: 'duration', duration: { amount: 1, unit: 'days', mode: 'elapsed' } },
  }));
  const nodes = [trigger, ...waits];
  const edges = nodes.slice(1).map((node, index) => ({
    id: `e${index}`,
    from: nodes[index]?.id ?? '',
    port: 'next',
    to: node.id,
  }));
  return { ...base, nodes, edges };
}
