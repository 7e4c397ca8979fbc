import type { TestProject } from 'vitest/node';
import { readConfig } from '../config.ts';
import { migrate } from '../db/migrate.ts';
import { startThrowawayPostgres } from '../embedded/postgres.ts';
import { startThrowawayTemporal } from '../embedded/temporal.ts';

/** What tests need to know of the servers brought up for their run; read with `inject('servers')`. */
export interface TestServers {
  /** The owner's URL without a database. */
  ownerUrl: string;
  /** The migrated database that every test database is a copy of. */
  template: string;
  /** The logins of the template; they work in its copies. */
  appUrl: string;
  systemUrl: string;
  temporalAddress: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    servers: TestServers;
  }
}

export const TEST_SECRET = 'a secret that only tests ever use';
const TEMPLATE = 'trellis_template';

/** Starts one throw-away PostgreSQL, migrated once, and one throw-away Temporal server for a whole vitest run. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const [postgres, temporal] = await Promise.all([
    startThrowawayPostgres(),
    startThrowawayTemporal({ cacheDir: readConfig().cacheDir }),
  ]);
  const stop = async () => {
    await Promise.all([postgres.stop(), temporal.stop()]);
  };
  try {
    const template = new URL(postgres.url);
    template.pathname = `/${TEMPLATE}`;
    await postgres.createDatabase(TEMPLATE);
    const logins = await migrate({ databaseUrl: template.toString(), secret: TEST_SECRET });
    const owner = new URL(postgres.url);
    owner.pathname = '';
    project.provide('servers', {
      ...logins,
      ownerUrl: owner.toString(),
      template: TEMPLATE,
      temporalAddress: temporal.address,
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
