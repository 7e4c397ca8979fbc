import { defineConfig } from 'vitest/config';

/** Real PostgreSQL and Temporal for everything that touches them; brought up once per run, and only when such a test runs. */
const globalSetup = ['engine/src/testing/cluster.ts'];
const exclude = ['**/node_modules/**', '**/dist/**', '**/.cache/**', '**/fixtures/**'];

/** Real servers on a shared machine: in CI a test that failed is tried once more, and vitest says so. At a desk nothing is tried twice. */
const retry = process.env.CI ? 1 : 0;

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'shared', include: ['shared/**/*.test.ts'], exclude } },
      {
        test: {
          name: 'engine',
          include: ['engine/**/*.test.ts'],
          exclude,
          globalSetup,
          retry,
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      { test: { name: 'editor', include: ['editor/**/*.test.{ts,tsx}'], exclude, environment: 'happy-dom' } },
      {
        // One at a time: these own the machine's ports, browsers and processors while they run.
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          exclude,
          globalSetup,
          retry,
          fileParallelism: false,
          maxWorkers: 1,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
