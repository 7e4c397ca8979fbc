import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { eventually } from '../testing/stage.ts';
import { createDatabase, type Database } from './client.ts';

describe('a connection that the server ends', () => {
  const workspaceId = uuidv7();
  let database: TestDatabase;
  let db: Database;
  let owner: postgres.Sql;
  beforeAll(async () => {
    database = await createTestDatabase();
    // One connection: if its place in the pool were spoilt, nothing would work any more.
    db = createDatabase({ ...database, appPool: 1, systemPool: 1 });
    owner = postgres(database.ownerUrl, { max: 1 });
  });
  afterAll(async () => {
    await Promise.all([db.close(), owner.end()]);
    await database.drop();
  });

  const ends = (pid: number) => owner`select pg_terminate_backend(${pid}, 5000)`;
  /** The driver may learn of the end only from the next statement, which then fails as well; the one after that has a new connection. */
  const works = () =>
    eventually(
      () => db.inWorkspace(workspaceId, (tx) => tx.execute<{ one: number }>(sql`select 1 as one`)).catch(() => []),
      (rows) => rows[0]?.one === 1,
      5_000,
    );
  const transaction = (work: (pid: number) => Promise<unknown>) =>
    db.inWorkspace(workspaceId, async (tx) => {
      const [row] = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
      await work(row?.pid ?? 0);
      return tx.execute(sql`select ${'after'}::text`);
    });

  it.each(Array.from({ length: 10 }, (_, round) => round))('fails its transaction only (round %i)', async () => {
    await expect(transaction(ends)).rejects.toThrow();
    await works();
  });

  it('fails its transaction only when that notices nothing for a while', async () => {
    await expect(
      transaction(async (pid) => {
        await ends(pid);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }),
    ).rejects.toThrow();
    await works();
  });

  it('fails a statement under way', async () => {
    const running = db.inWorkspace(workspaceId, (tx) => tx.execute(sql`select pg_sleep(20)`));
    const sleeping = async () =>
      (
        await owner`select pid from pg_stat_activity where query = 'select pg_sleep(20)' and state = 'active' and datname = current_database()`
      )[0]?.pid;
    let pid: number | undefined;
    while (!pid) pid = await sleeping();
    await Promise.all([expect(running).rejects.toThrow(), ends(pid)]);
    await works();
  });
});
