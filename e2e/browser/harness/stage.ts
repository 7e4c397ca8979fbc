import { createTestDatabase, type TestDatabase } from '@trellis/engine/testing/database.ts';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { keepPictures, launchBrowser, openWindow, PATIENCE, type Visitor } from './browser.ts';
import { OWNER } from './owner.ts';
import { type RunningTrellis, startTrellis, type TrellisOptions } from './trellis.ts';

interface StageOptions extends Pick<TrellisOptions, 'nodePackages'> {
  /** All servers are the test's own, PostgreSQL too, as at a newcomer's; it takes some seconds longer. */
  wholly?: boolean;
  /** Nobody is signed in and no account exists. */
  untouched?: boolean;
  /** The tests tell one story in order: when one fails, those after it are skipped. */
  story?: boolean;
}

/** What a browser test file works with; its members are there from the first test on. */
export interface BrowserStage {
  readonly url: string;
  /** The database's owner, for what no page and no route can do. Not with `wholly`. */
  readonly databaseUrl: string;
  /** The owner's window, the same through the file. */
  readonly page: Page;
  /** Another window, closed after the test; signed in as the owner unless `stranger`. */
  open(options?: BrowserContextOptions & { stranger?: boolean }): Promise<Page>;
  /** A call to the api as the owner; answers the body, of the shape the caller knows. @throws on any status but 2xx. */
  call<Body>(method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, body?: unknown): Promise<Body>;
  /** Console errors that match are expected in this test. */
  expectFault(pattern: RegExp): void;
}

/**
 * Gives a test file the whole of Trellis and a browser. Any error in a console or of a page fails the test it happens in;
 * a failing test leaves pictures of its windows in e2e/screenshots.
 */
export function useBrowserStage({
  wholly = false,
  untouched = false,
  story = false,
  nodePackages,
}: StageOptions = {}): BrowserStage {
  let trellis: RunningTrellis;
  let browser: Browser;
  let database: TestDatabase | undefined;
  let owner: Visitor;
  let guests: Visitor[] = [];
  let expected: RegExp[] = [];
  let broken = false;

  beforeAll(async () => {
    database = wholly ? undefined : await createTestDatabase();
    [trellis, browser] = await Promise.all([
      startTrellis({ ...(database ? { database } : {}), ...(nodePackages ? { nodePackages } : {}) }),
      launchBrowser(),
    ]);
    owner = await openWindow(browser, trellis.url);
    if (!untouched) await call('POST', '/api/setup', OWNER);
  });
  afterAll(async () => {
    await browser?.close();
    await trellis?.stop();
    await database?.drop();
  });

  beforeEach(({ task, onTestFailed, skip }) => {
    // A second try of what failed is the story going on: skipped, it would hide the failure.
    if (task.result?.retryCount) broken = false;
    if (story && broken) skip('an earlier part of the story failed');
    onTestFailed(async () => {
      broken = true;
      const pages = [owner, ...guests].flatMap(({ page }) => page.context().pages());
      await keepPictures(`${task.file.name.split('/').at(-1)} ${task.name}`, pages);
      console.error(`Trellis wrote:\n${trellis.log().slice(-4_000)}`);
    });
  });
  afterEach(async () => {
    const faults = [owner, ...guests].flatMap(({ takeFaults }) => takeFaults());
    const unexpected = faults.filter((fault) => !expected.some((pattern) => pattern.test(fault)));
    await Promise.all(guests.map((guest) => guest.close()));
    guests = [];
    expected = [];
    expect(unexpected).toEqual([]);
  });

  const call = async <Body>(method: string, path: string, body?: unknown): Promise<Body> => {
    const answer = await owner.page.context().request.fetch(path, {
      method,
      headers: { origin: trellis.url },
      ...(body === undefined ? {} : { data: body }),
    });
    if (!answer.ok()) throw new Error(`${method} ${path} answered ${answer.status()}: ${await answer.text()}`);
    return answer.json() as Promise<Body>; // The caller knows the route.
  };
  return {
    get url() {
      return trellis.url;
    },
    get databaseUrl() {
      if (!database) throw new Error('With `wholly` the database is Trellis’s own.');
      return database.ownerUrl;
    },
    get page() {
      return owner.page;
    },
    call,
    async open({ stranger = false, ...options } = {}) {
      const storageState = stranger ? undefined : await owner.page.context().storageState();
      const guest = await openWindow(browser, trellis.url, { ...options, ...(storageState ? { storageState } : {}) });
      guests.push(guest);
      return guest.page;
    },
    expectFault(pattern) {
      expected.push(pattern);
    },
  };
}

/** Asks again until the expectation holds: `await eventually(() => row.textContent()).toContain('…')`. */
export function eventually<T>(ask: () => T | Promise<T>, ms = PATIENCE): ReturnType<typeof expect.poll> {
  return expect.poll(ask, { timeout: ms, interval: 50 });
}
