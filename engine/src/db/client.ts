import { DrizzleQueryError, type SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';

type Schema = Record<string, never>;

interface Transaction {
  /** Runs one statement; its rows. @throws DrizzleQueryError with the database's error as its cause */
  execute<Row extends Record<string, unknown> = Record<string, unknown>>(query: SQL): Promise<Row[]>;
}

/** A transaction that sees one workspace. Query functions take it, so that forgetting the workspace does not compile. */
export type WorkspaceTx = Transaction & { readonly workspaceId: string; readonly scope: 'workspace' };
/** A transaction that sees all workspaces: only for what stands in db/queries/system-*.ts. */
export type SystemTx = Transaction & { readonly scope: 'system' };

export interface Database {
  /** Runs `work` in one READ COMMITTED transaction of the `app` login, closed to one workspace. */
  inWorkspace<T>(workspaceId: string, work: (tx: WorkspaceTx) => Promise<T>, patience?: Patience): Promise<T>;
  /**
   * Runs one statement in a transaction of its own, closed to one workspace, in one round trip: for what is called very often. Its rows are committed
   * when it resolves. It is planned once per connection and not by its values: it must look things up by index whatever they are. @throws DrizzleQueryError with the database's error as its cause
   */
  statementIn<Row extends Record<string, unknown>>(
    workspaceId: string,
    query: SQL,
    patience?: Patience,
  ): Promise<Row[]>;
  /** Runs `work` in one transaction of the `system` login. */
  asSystem<T>(work: (tx: SystemTx) => Promise<T>): Promise<T>;
  /** The system login's pool outside any transaction: auth tables, LISTEN. */
  system: PostgresJsDatabase<Schema>;
  /** Runs `onNotify` for each NOTIFY on the channel; returns how to stop. `onListen` after each (re)connection. */
  listen(channel: string, onNotify: (payload: string) => void, onListen?: () => void): Promise<() => Promise<void>>;
  notify(channel: string, payload: string): Promise<void>;
  /** @throws when `app` may bypass row-level security or become another login; boot must stop then. */
  assertClosed(): Promise<void>;
  close(): Promise<void>;
}

export interface Patience {
  /** A statement that waits so long for a lock fails (55P03), ms. */
  lockWait?: number;
}

export interface DatabaseOptions {
  appUrl: string;
  systemUrl: string;
  /** Connections of the app login; the system login has `systemPool`, plus one for LISTEN. */
  appPool: number;
  systemPool: number;
  /** Called with each statement's text: for counting in tests. */
  onStatement?: (text: string) => void;
}

/*
 * A frozen process keeps its connections, and with them the locks of its open transactions: whoever takes over its work would wait for it for
 * ever. So the server ends a transaction after so long between two statements, and after so long in all: a freeze may strike within a statement,
 * between its Parse and its Bind, where only `transaction_timeout` (PostgreSQL 17 and newer) looks. The outbox delivers within a system transaction.
 */
const PATIENCE_MS = { workspace: { idle: '10000', all: '30000' }, system: { idle: '30000', all: '60000' } };

/** The text is always the same, so that it stays prepared: to parse it costs the server as much as a small statement. */
const FIRST = `select set_config('app.workspace', $1, true), set_config('idle_in_transaction_session_timeout', $2, true),
  case when current_setting('transaction_timeout', true) is not null then set_config('transaction_timeout', $3, true) end,
  case when $4 <> '' then set_config('lock_timeout', $4, true) end, set_config('plan_cache_mode', $5, true)`;

/**
 * A statement with so many parameters at most stays prepared on its connection: it is parsed and planned once, and needs one round trip instead of two.
 * Lists that are written out (`in ($1, $2 …)`) have a text of their own for each length, and would fill the server's memory.
 */
const PREPARED_PARAMETERS = 12;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Opens the two pools. Connections are made when first needed. */
export function createDatabase(options: DatabaseOptions): Database {
  const { onStatement } = options;
  const settings = {
    onnotice: () => {},
    connect_timeout: 10,
    // Seconds between tries to connect. The driver's own would leave a pool idle for 20 s after an outage of 3.
    backoff: (tries: number) => Math.min(2, 0.05 * 2 ** tries),
    ...(onStatement ? { debug: (_: number, text: string) => onStatement(text) } : {}),
  };
  const app = postgres(options.appUrl, { ...settings, max: options.appPool });
  const system = postgres(options.systemUrl, { ...settings, max: options.systemPool });
  // It sets how values are written and read (times stay text, JSON is handed over as text), for both pools alike.
  drizzle(app);
  const systemDrizzle = drizzle(system) as unknown as PostgresJsDatabase<Schema>;
  return {
    // The brand is given here and nowhere else.
    inWorkspace: async (workspaceId, work, patience) =>
      guarded(app, closedTo(workspaceId, patience), (tx) =>
        work(Object.assign(tx, { workspaceId, scope: 'workspace' as const })),
      ),
    statementIn: async (workspaceId, query, patience) =>
      inOneGo(app, closedTo(workspaceId, patience, 'force_generic_plan'), query),
    asSystem: (work) =>
      guarded(system, ['', PATIENCE_MS.system.idle, PATIENCE_MS.system.all, '', 'auto'], (tx) =>
        work(Object.assign(tx, { scope: 'system' as const })),
      ),
    system: systemDrizzle,
    async listen(channel, onNotify, onListen) {
      const { unlisten } = await system.listen(channel, onNotify, onListen);
      return unlisten;
    },
    async notify(channel, payload) {
      await system.notify(channel, payload);
    },
    assertClosed: () => assertClosed(app, options),
    async close() {
      await Promise.all([app.end({ timeout: 5 }), system.end({ timeout: 5 })]);
    },
  };
}

/** What `FIRST` sets for a transaction of a workspace. */
function closedTo(workspaceId: string, { lockWait = '' }: { lockWait?: number | '' } = {}, plans = 'auto'): string[] {
  if (!UUID.test(workspaceId)) throw new Error(`Workspace id "${workspaceId}" is not a UUID.`);
  const { idle, all } = PATIENCE_MS.workspace;
  return [workspaceId, idle, all, String(lockWait), plans];
}

const dialect = new PgDialect();

/**
 * Sends a transaction of one statement whole, without waiting between its parts. Should the connection end in between, what is sent after it meets
 * no workspace, and row-level security lets it see and write nothing.
 */
async function inOneGo<Row>(pool: postgres.Sql, first: string[], query: SQL): Promise<Row[]> {
  const { sql: text, params } = dialect.sqlToQuery(query);
  const connection = await pool.reserve();
  try {
    const [begun, opened, done, committed] = await Promise.allSettled([
      connection.unsafe('begin'),
      connection.unsafe(FIRST, first, { prepare: true }),
      // What drizzle binds is what the driver takes; what a row holds is said by who asks.
      connection.unsafe(text, params as postgres.ParameterOrJSON<never>[], { prepare: true }),
      connection.unsafe('commit'),
    ]);
    for (const part of [done, begun, opened, committed])
      if (part.status === 'rejected') throw new DrizzleQueryError(text, params, part.reason as Error);
    return (done as PromiseFulfilledResult<unknown>).value as Row[];
  } finally {
    connection.release();
  }
}

/**
 * Runs `work` in a transaction that begins with the statement `FIRST`, sent together with the next one.
 *
 * A transaction whose connection ended is over, though its `work` may still be running. The driver would let its next statement through, into
 * whatever transaction has the connection by then, or spoil that place of the pool: here it is refused.
 */
async function guarded<T>(pool: postgres.Sql, first: string[], work: (tx: Transaction) => Promise<T>): Promise<T> {
  let over = false;
  try {
    // The driver's type for the answer is that of a list of queries too.
    return (await pool.begin(async (connection) => {
      const opened = connection.unsafe(FIRST, first, { prepare: true });
      // A fault of it fails the transaction, and with it every statement that follows.
      opened.catch(() => undefined);
      const tx: Transaction = {
        async execute<Row>(query: SQL) {
          if (over)
            throw new Error('This transaction is over: its connection ended. Nothing of it was kept; begin again.');
          const { sql: text, params } = dialect.sqlToQuery(query);
          try {
            // What drizzle binds is what the driver takes; what a row holds is said by who asks.
            const rows = await connection.unsafe(text, params as postgres.ParameterOrJSON<never>[], {
              prepare: params.length <= PREPARED_PARAMETERS,
            });
            return rows as unknown as Row[];
          } catch (error) {
            throw new DrizzleQueryError(text, params, error instanceof Error ? error : new Error(String(error)));
          }
        },
      };
      const done = await work(tx);
      await opened;
      return done;
    })) as T;
  } finally {
    over = true;
  }
}

async function assertClosed(app: postgres.Sql, options: DatabaseOptions): Promise<void> {
  const systemUser = decodeURIComponent(new URL(options.systemUrl).username);
  const [login] = await app<{ name: string; super: boolean; bypass: boolean; owns: boolean; member: string | null }[]>`
    select current_user as name, r.rolsuper as super, r.rolbypassrls as bypass,
      exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind = 'r' and pg_has_role(r.oid, c.relowner, 'MEMBER')) as owns,
      (select rolname from pg_roles o where o.rolname = ${systemUser} and o.oid <> r.oid and pg_has_role(r.oid, o.oid, 'MEMBER')) as member
    from pg_roles r where r.rolname = current_user`;
  const found = [
    login?.super && 'is a superuser',
    login?.bypass && 'may bypass row-level security',
    login?.owns && 'owns the tables or may become their owner',
    (login?.member || login?.name === systemUser) && `may act as ${systemUser}`,
  ].filter(Boolean);
  if (found.length > 0) {
    throw new Error(
      `The database login "${login?.name}" (app) ${found.join(' and ')}: rows of one workspace would be open to another. ` +
        'Give DATABASE_APP_URL a login of its own (NOSUPERUSER NOBYPASSRLS, member of no other), or leave it out and let migrate create one.',
    );
  }
}
