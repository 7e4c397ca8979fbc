import type { Locator, Page } from 'playwright-core';

/** A step type as the catalog tells it; the editor and its tests know no others. */
export interface FormType {
  type: string;
  title: string;
}

/** Adds a step of a type from the palette of an empty workflow and opens the whole of its form; gives the drawer. */
export async function openForm(page: Page, { title }: FormType): Promise<Locator> {
  const palette = page.getByRole('complementary', { name: 'Steps' });
  await palette.getByRole('textbox').fill(title);
  await palette.getByRole('button', { name: title, exact: true }).press('Enter');
  const drawer = page.locator('[data-inspector]');
  await drawer.waitFor();
  // Widgets that come later, and fields behind “More”.
  await drawer.getByRole('status', { name: 'The form is loading' }).first().waitFor({ state: 'detached' });
  const more = drawer.locator('button[aria-expanded="false"]').filter({ hasText: /^More/ });
  if ((await more.count()) > 0) await more.click();
  return drawer;
}

/** Takes the only step away, so that the next form begins on an empty canvas. */
export async function clearCanvas(page: Page): Promise<void> {
  await page.locator('[data-step]').first().click();
  await page.keyboard.press('Delete');
  await page.locator('[data-step]').first().waitFor({ state: 'detached' });
}
