import type { Locator, Page } from 'playwright-core';

/** What a person does on the canvas, with a real mouse. */
export interface Drawing {
  /** The card of a step, by its name. */
  step(name: string): Locator;
  /** All cards, in the page's order. */
  steps(): Locator;
  form(): Locator;
  palette(name: string): Locator;
  /** Drags a step type from the palette onto a slot, or onto a place of the canvas (0 to 1 of its width and height). */
  dragType(name: string, to: Locator | { x: number; y: number }): Promise<void>;
  /** The plus, or the slot while something is dragged, at a step's port. */
  openPort(step: string, port: string): Locator;
  /** Draws a line from a step's port to another step. */
  wire(from: string, port: string, to: string): Promise<void>;
  /** Opens the picker that a plus shows, types, and inserts by Enter. */
  pick(plus: Locator, text: string): Promise<void>;
  saved(): Locator;
}

/** How many moves a drag is made of: React Flow and the palette both need some on the way. */
const STEPS = 8;

export function drawingOn(page: Page): Drawing {
  const step = (words: string) => page.locator('[data-step]').filter({ has: page.getByText(words, { exact: true }) });
  const canvas = page.getByRole('application', { name: 'Drawing' });
  const drag = async (from: Locator, to: () => Promise<{ x: number; y: number }>) => {
    await from.scrollIntoViewIfNeeded();
    const start = await middleOf(from);
    await page.mouse.move(start.x, start.y);
    await page.mouse.down();
    // The first moves make it a drag; only then the slots open and have a place.
    await page.mouse.move(start.x + 12, start.y + 8, { steps: 3 });
    const end = await to();
    await page.mouse.move(end.x, end.y, { steps: STEPS });
    await page.mouse.up();
  };
  const palette = (name: string) =>
    page.getByRole('complementary', { name: 'Steps' }).getByRole('button', { name, exact: true });
  return {
    step,
    steps: () => page.locator('[data-step]'),
    form: () => page.locator('[data-inspector]'),
    palette,
    dragType: (name, to) =>
      drag(palette(name), async () => {
        if ('waitFor' in to) return middleOf(to);
        const box = await boxOf(canvas);
        return { x: box.x + box.width * to.x, y: box.y + box.height * to.y };
      }),
    openPort: (words, port) =>
      page
        .locator('.react-flow__node')
        .filter({ has: step(words) })
        .locator(`[data-spot$=" ${port}"]`),
    wire: (from, port, to) =>
      drag(
        page
          .locator('.react-flow__node')
          .filter({ has: step(from) })
          .locator(`.react-flow__handle[data-handleid="${port}"]`),
        () => middleOf(step(to)),
      ),
    async pick(plus, text) {
      await plus.click();
      await page.getByRole('dialog', { name: 'Add a step' }).getByRole('combobox').fill(text);
      await page.keyboard.press('Enter');
    },
    saved: () => page.locator('[data-save="saved"]'),
  };
}

async function middleOf(element: Locator): Promise<{ x: number; y: number }> {
  await element.waitFor();
  const box = await boxOf(element);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function boxOf(element: Locator) {
  const box = await element.boundingBox();
  if (!box) throw new Error(`${element} has no place on the page.`);
  return box;
}
