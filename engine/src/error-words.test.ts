import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeError } from './api/problems.ts';
import { createDatabase, type Database } from './db/client.ts';
import { codeOf, isPassing, messageOf } from './error-words.ts';
import { createTestDatabase, type TestDatabase } from './testing/database.ts';

const CANARY = 'canary@lead.example';

describe('what is told of an error', () => {
  let database: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    database = await createTestDatabase();
    db = createDatabase({ ...database, appPool: 1, systemPool: 1 });
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });

  const failing = () =>
    db
      .inWorkspace(uuidv7(), (tx) => tx.execute(sql`select ${CANARY}::text::int`))
      .then(
        () => undefined,
        (error: unknown) => error,
      );

  it('of a failed statement the code, never a value that went into it', async () => {
    const error = await failing();
    expect(String(error), 'the error itself tells all').toContain(CANARY);
    expect(codeOf(error)).toBe('database-22P02');
    expect(messageOf(error)).toBe('A database statement failed (database-22P02)');
    expect(JSON.stringify(describeError(error))).not.toContain(CANARY);
  });

  it('of a database that is away that it passes, of a wrong statement that it does not', async () => {
    const away = createDatabase({
      ...database,
      appUrl: 'postgres://nobody@127.0.0.1:1/none',
      appPool: 1,
      systemPool: 1,
    });
    const refused = await away
      .inWorkspace(uuidv7(), async () => {})
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    await away.close();
    expect([isPassing(refused), isPassing(await failing()), isPassing(new Error('x'))]).toEqual([true, false, false]);
  });

  it('of an error of our own its message and its code', () => {
    const error = Object.assign(new Error('The plan is gone.'), { code: 'plan-gone' });
    expect([messageOf(error), codeOf(error), codeOf(new RangeError('x')), codeOf('x')]).toEqual([
      'The plan is gone.',
      'plan-gone',
      'RangeError',
      'unknown',
    ]);
  });
});
