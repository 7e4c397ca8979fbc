import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { createDatabase } from './client.ts';

describe('boot refuses an app login that could look over the wall', () => {
  let database: TestDatabase;
  let owner: postgres.Sql;
  const role = `app_${randomUUID().replaceAll('-', '')}`;
  beforeAll(async () => {
    database = await createTestDatabase();
    owner = postgres(database.ownerUrl, { max: 1, onnotice: () => undefined });
    await owner.unsafe(`create role ${role} login password 'p'`);
    await owner.unsafe(
      `grant usage on schema public to ${role}; grant select on all tables in schema public to ${role}`,
    );
  });
  afterAll(async () => {
    await owner.unsafe(`drop owned by ${role}; drop role ${role}`);
    await owner.end();
    await database.drop();
  });

  /** What boot says of the login after the statement; the statement is taken back. */
  async function verdictAfter(change: string, undo: string): Promise<string> {
    if (change) await owner.unsafe(change);
    const appUrl = new URL(database.appUrl);
    appUrl.username = role;
    appUrl.password = 'p';
    const db = createDatabase({ appUrl: appUrl.toString(), systemUrl: database.systemUrl, appPool: 1, systemPool: 1 });
    try {
      return await db.assertClosed().then(
        () => 'closed',
        (error: Error) => error.message,
      );
    } finally {
      await db.close();
      if (undo) await owner.unsafe(undo);
    }
  }

  it('lets a plain login pass', async () => {
    expect(await verdictAfter('', '')).toBe('closed');
  });

  it('names a superuser, a bypass, an owner of tables and a member of system', async () => {
    expect(await verdictAfter(`alter role ${role} superuser`, `alter role ${role} nosuperuser`)).toContain(
      'is a superuser',
    );
    expect(await verdictAfter(`alter role ${role} bypassrls`, `alter role ${role} nobypassrls`)).toContain(
      'may bypass row-level security',
    );
    const [table] = await owner`select current_user as name`;
    expect(
      await verdictAfter(
        `alter table suppressions owner to ${role}`,
        `alter table suppressions owner to ${table?.name}`,
      ),
    ).toContain('owns the tables');
    const system = decodeURIComponent(new URL(database.systemUrl).username);
    expect(await verdictAfter(`grant ${system} to ${role}`, `revoke ${system} from ${role}`)).toContain(
      `may act as ${system}`,
    );
  });

  it('says what to do', async () => {
    expect(await verdictAfter(`alter role ${role} bypassrls`, `alter role ${role} nobypassrls`)).toMatch(
      /DATABASE_APP_URL/,
    );
  });
});
