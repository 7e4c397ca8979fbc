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

  it.each(Array.from({ length: 10 }, (_, round) => round))(
    'fails a statement in a transaction of its own only (round %i)',
    async () => {
      const mine = () => db.statementIn<{ pid: number }>(workspaceId, sql`select pg_backend_pid() as pid`);
      await works();
      const [row] = await mine();
      await ends(row?.pid ?? 0);
      await mine().catch(() => []);
      const again = await eventually(
        () => mine().catch(() => []),
        (rows) => rows.length === 1,
        5_000,
      );
      expect(again[0]?.pid).not.toBe(row?.pid);
      const sleeping = db.statementIn(workspaceId, sql`select pg_sleep(20)`);
      await Promise.all([expect(sleeping).rejects.toThrow(), ends(again[0]?.pid ?? 0)]);
      await works();
    },
  );
});

describe('a statement in a transaction of its own', () => {
  const [workspaceId, other] = [uuidv7(), uuidv7()];
  let database: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    database = await createTestDatabase();
    db = createDatabase({ ...database, appPool: 2, systemPool: 1 });
    await db.asSystem((tx) =>
      tx.execute(sql`insert into workspaces (id, name) values (${workspaceId}, 'One'), (${other}, 'Other')`),
    );
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });
  const rename = (name: string) =>
    db.statementIn<{ id: string }>(workspaceId, sql`update workspaces set name = ${name} returning id`);
  const names = () => db.asSystem((tx) => tx.execute(sql`select name from workspaces order by name`));

  it('is committed when it resolves, and closed to its workspace', async () => {
    expect(await rename('Mine')).toEqual([{ id: workspaceId }]);
    expect(await names()).toEqual([{ name: 'Mine' }, { name: 'Other' }]);
    await expect(db.statementIn('not an id', sql`select 1`)).rejects.toThrow('is not a UUID');
  });

  it('leaves nothing of what fails, and its connection as it was', async () => {
    const half = sql`with a as (update workspaces set name = 'Half' returning id) select 1 / (count(*) - 1) from a`;
    for (let round = 0; round < 5; round++)
      await expect(db.statementIn(workspaceId, half)).rejects.toMatchObject({ cause: { code: '22012' } });
    expect(await names()).toEqual([{ name: 'Mine' }, { name: 'Other' }]);
    const [seen] = await db.statementIn<{ ws: string; plans: string }>(
      other,
      sql`select current_setting('app.workspace') as ws, current_setting('plan_cache_mode') as plans`,
    );
    expect(seen).toEqual({ ws: other, plans: 'force_generic_plan' });
    const [after] = await db.inWorkspace(workspaceId, (tx) =>
      tx.execute(sql`select current_setting('plan_cache_mode') as plans, current_setting('lock_timeout') as lock`),
    );
    expect(after).toEqual({ plans: 'auto', lock: '0' });
  });

  it('waits for a lock as long as it is told to', async () => {
    await db.inWorkspace(workspaceId, async (tx) => {
      await tx.execute(sql`select 1 from workspaces for update`);
      const waiting = db.statementIn(workspaceId, sql`update workspaces set name = 'Late'`, { lockWait: 50 });
      await expect(waiting).rejects.toMatchObject({ cause: { code: '55P03' } });
    });
  });
});
