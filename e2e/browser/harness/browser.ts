import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../../scripts/chromium.mjs';

/** Where pictures of failing tests and of all pages are put; git ignores it. */
export const SCREENSHOTS = fileURLToPath(new URL('../../screenshots/', import.meta.url));

/** Nothing of the browser's own goes to the network, and nothing asks. */
const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How long one action or look may take on a loaded machine, ms. */
export const PATIENCE = 15_000;

/** Starts a headless Chromium. @throws when none is installed, naming the command that installs it. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium is installed. `npm test` installs it as root, or says how to.');
  return chromium.launch({ executablePath, args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...FLAGS] });
}

export interface Visitor {
  page: Page;
  /** Errors in the console and of the page, since the last look. */
  takeFaults(): string[];
  close(): Promise<void>;
}

/** Somebody's window: 1440 × 900 and light unless told otherwise. */
export async function openWindow(
  browser: Browser,
  baseURL: string,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(PATIENCE);
  const faults: string[] = [];
  context.on('weberror', (error) => faults.push(`page error: ${error.error().stack ?? error.error().message}`));
  context.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()} ${message.location().url}`);
  });
  const page = await context.newPage();
  return { page, takeFaults: () => faults.splice(0), close: () => context.close() };
}

/** Keeps a picture of each page under the test's name. */
export async function keepPictures(name: string, pages: readonly Page[]): Promise<void> {
  await mkdir(SCREENSHOTS, { recursive: true });
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 100);
  for (const [index, page] of pages.entries()) {
    // A closed page has nothing to show; the failure itself is told elsewhere.
    await page.screenshot({ path: `${SCREENSHOTS}failed-${slug}-${index + 1}.png` }).catch(() => undefined);
  }
}
