import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from './database.ts';

describe('test database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  async function ask<T>(url: string, question: (sql: postgres.Sql) => Promise<T>): Promise<T> {
    const sql = postgres(url, { max: 1 });
    try {
      return await question(sql);
    } finally {
      await sql.end();
    }
  }

  it('is migrated, and open to all three logins', async () => {
    for (const url of [database.ownerUrl, database.appUrl, database.systemUrl]) {
      const [found] = await ask(url, (sql) => sql`select count(*)::int as leads from leads`);
      expect(found?.leads).toBe(0);
    }
  });

  it('keeps its workspaces from other test databases and from the template', async () => {
    await ask(database.ownerUrl, (sql) => sql`create table only_here (id int)`);
    const other = await createTestDatabase();
    await expect(ask(other.ownerUrl, (sql) => sql`select * from only_here`)).rejects.toThrow('does not exist');
    await other.drop();
  });

  it('is gone after drop, even with a connection left open', async () => {
    const dropped = await createTestDatabase();
    const forgotten = postgres(dropped.appUrl, { max: 1, onnotice: () => undefined });
    await forgotten`select 1`;
    await dropped.drop();
    const left = await ask(`${inject('servers').ownerUrl}/postgres`, (sql) => sql`select datname from pg_database`);
    expect(left.map(({ datname }) => datname)).not.toContain(new URL(dropped.ownerUrl).pathname.slice(1));
    await forgotten.end({ timeout: 0 });
  });
});
