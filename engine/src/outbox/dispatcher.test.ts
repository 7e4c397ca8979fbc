import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { uuidv7 } from 'uuidv7';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase, type Database } from '../db/client.ts';
import { enqueue, type OutboxRow } from '../db/queries/outbox.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { eventually } from '../testing/stage.ts';
import { type Dispatcher, type DispatcherOptions, startDispatcher } from './dispatcher.ts';

describe('the outbox', () => {
  const workspaceId = uuidv7();
  const dispatchers: Dispatcher[] = [];
  let database: TestDatabase;
  let db: Database;

  beforeAll(async () => {
    database = await createTestDatabase();
    db = open();
    await db.asSystem((tx) => tx.execute(sql`insert into workspaces (id, name) values (${workspaceId}, 'Outbox')`));
  });
  afterAll(async () => {
    await db?.close();
    await database?.drop();
  });
  beforeEach(() => db.asSystem((tx) => tx.execute(sql`delete from outbox`)));
  afterEach(async () => {
    await Promise.all(dispatchers.splice(0).map((dispatcher) => dispatcher.stop()));
  });

  const open = () =>
    createDatabase({ appUrl: database.appUrl, systemUrl: database.systemUrl, appPool: 2, systemPool: 3 });

  function start(deliver: DispatcherOptions['deliver'], own: Partial<DispatcherOptions> = {}): Dispatcher {
    const dispatcher = startDispatcher({ db, kinds: ['route', 'wake'], deliver, onError: () => {}, ...own });
    dispatchers.push(dispatcher);
    return dispatcher;
  }

  /** Commits so many rows; answers their subjects. */
  async function owe(count: number): Promise<string[]> {
    const ids = Array.from({ length: count }, () => uuidv7());
    await db.inWorkspace(workspaceId, (tx) =>
      enqueue(
        tx,
        ids.map((eventId) => ({ kind: 'route', eventId })),
      ),
    );
    return ids;
  }

  const left = () =>
    db.asSystem((tx) =>
      tx.execute<{ attempts: number; error: string | null; pushed: number }>(
        sql`select attempts, last_error as error, extract(epoch from due_at - now())::float8 as pushed from outbox order by id`,
      ),
    );
  const subject = (row: OutboxRow) => ('eventId' in row ? row.eventId : String(row.id));

  it('delivers what is owed, once, and forgets it', async () => {
    const ids = await owe(250);
    const delivered: string[] = [];
    const dispatcher = start(async (row) => void delivered.push(subject(row)));
    expect(await dispatcher.drain()).toBe(250);
    expect(delivered.sort()).toEqual(ids.sort());
    expect(await left()).toEqual([]);
  });

  it('delivers each event of a row, and brings back only what failed of it', async () => {
    const ids = Array.from({ length: 8 }, () => uuidv7());
    await db.asSystem((tx) =>
      tx.execute(sql`insert into outbox (workspace_id, kind, subject_id, event_ids)
        values (${workspaceId}, 'route', ${ids[0]}, ${sql.param(ids)}::uuid[])`),
    );
    const bad = [ids[2], ids[5]];
    const tried: string[] = [];
    const dispatcher = start(async (row) => {
      tried.push(subject(row));
      if (bad.includes(subject(row)) && tried.length <= 8) throw new Error('Not now');
    });
    expect(await dispatcher.drain()).toBe(6);
    expect(tried.toSorted()).toEqual(ids.toSorted());
    expect(await left()).toMatchObject([{ attempts: 1, error: 'Not now' }]);
    await eventually(left, (rows) => rows.length === 0, 8_000);
    expect(tried.slice(8).toSorted()).toEqual(bad.toSorted());
  });

  it('looks by itself, within a second or so, where nobody nudges', async () => {
    const delivered: string[] = [];
    start(async (row) => void delivered.push(subject(row)));
    const [id = ''] = await owe(1);
    await eventually(
      async () => delivered,
      (seen) => seen.includes(id),
      5_000,
    );
  });

  it('leaves kinds that are not its own', async () => {
    await db.inWorkspace(workspaceId, (tx) => enqueue(tx, [{ kind: 'wake', runId: uuidv7(), n: 3 }]));
    expect(await start(async () => {}, { kinds: ['route'] }).drain()).toBe(0);
    expect(await left()).toHaveLength(1);
  });

  it('pushes what failed by a second, says why, and tries again without end', async () => {
    await owe(1);
    let tries = 0;
    const dispatcher = start(async () => {
      if (++tries < 3) throw new Error('Temporal is away');
    });
    expect(await dispatcher.drain()).toBe(0);
    const [row] = await left();
    expect(row).toMatchObject({ attempts: 1, error: 'Temporal is away' });
    expect(row?.pushed).toBeGreaterThan(0.5);
    expect(row?.pushed).toBeLessThanOrEqual(1);
    await eventually(left, (rows) => rows.length === 0, 8_000);
    expect(tries).toBe(3);
  });

  it('lets more than a batch of failing rows starve nobody behind them, in one round', async () => {
    const failing = new Set(await owe(130));
    const [good = ''] = await owe(1);
    const delivered: string[] = [];
    const dispatcher = start(async (row) => {
      if (failing.has(subject(row))) throw new Error('no');
      delivered.push(subject(row));
    });
    await dispatcher.drain();
    expect(delivered).toEqual([good]);
    expect(await left()).toHaveLength(130);
  });

  it('is shared by several dispatchers, none of which gets what another has', async () => {
    await owe(400);
    const seen: string[] = [];
    const shares = [0, 0];
    const both = shares.map((_, index) =>
      start(async (row) => {
        seen.push(subject(row));
        shares[index] = (shares[index] ?? 0) + 1;
        await new Promise((resolve) => setImmediate(resolve));
      }),
    );
    await Promise.all(both.map((dispatcher) => dispatcher.drain()));
    expect(new Set(seen).size).toBe(400);
    expect(seen).toHaveLength(400);
    expect(Math.min(...shares)).toBeGreaterThan(0);
  });

  it('frees the rows of a dispatcher whose connection dies in the middle, and loses none', async () => {
    const ids = await owe(20);
    const dying = open();
    let taken = 0;
    const errors: unknown[] = [];
    const dead = startDispatcher({
      db: dying,
      kinds: ['route'],
      deliver: () => {
        taken++;
        return taken < 20 ? Promise.resolve() : new Promise(() => {});
      },
      onError: (error) => errors.push(error),
    });
    dead.nudge();
    await eventually(
      async () => taken,
      (count) => count === 20,
    );
    const delivered: string[] = [];
    const other = start(async (row) => void delivered.push(subject(row)));
    expect(await other.drain()).toBe(0);
    const owner = postgres(database.ownerUrl, { max: 1 });
    await owner`select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction' and datname = current_database()`;
    await owner.end();
    await eventually(
      () => other.drain(),
      () => delivered.length === 20,
    );
    expect(delivered.sort()).toEqual(ids.sort());
    await dying.close();
  });

  it('ends only when the batch under way has ended', async () => {
    await owe(1);
    let finish: () => void = () => {};
    const begun = new Promise<void>((tell) => {
      const dispatcher = start(() => {
        tell();
        return new Promise<void>((resolve) => {
          finish = resolve;
        });
      });
      dispatcher.nudge();
    });
    await begun;
    const [dispatcher] = dispatchers;
    let stopped = false;
    const stopping = dispatcher?.stop().then(() => {
      stopped = true;
    });
    expect(await left()).toHaveLength(1);
    expect(stopped).toBe(false);
    finish();
    await stopping;
    expect(await left()).toEqual([]);
  });
});
