import postgres from 'postgres';
import { inject } from 'vitest';

export interface TestDatabase {
  ownerUrl: string;
  appUrl: string;
  systemUrl: string;
  /** Drops the database, ending connections a test forgot. */
  drop(): Promise<void>;
}

/** Copies the migrated template: a database of its own for a test file, in some 30 ms. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { ownerUrl, appUrl, systemUrl, template } = inject('servers');
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`;
  await asOwner(ownerUrl, (sql) => sql`create database ${sql(name)} template ${sql(template)} strategy file_copy`);
  return {
    ownerUrl: inDatabase(ownerUrl, name),
    appUrl: inDatabase(appUrl, name),
    systemUrl: inDatabase(systemUrl, name),
    drop: () => asOwner(ownerUrl, (sql) => sql`drop database ${sql(name)} with (force)`),
  };
}

async function asOwner(ownerUrl: string, work: (sql: postgres.Sql) => PromiseLike<unknown>): Promise<void> {
  const sql = postgres(inDatabase(ownerUrl, 'postgres'), { max: 1, onnotice: () => undefined });
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}

function inDatabase(url: string, name: string): string {
  const moved = new URL(url);
  moved.pathname = `/${name}`;
  return moved.toString();
}
