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
  inWorkspace<T>(workspaceId: string, work: (tx: WorkspaceTx) => Promise<T>): Promise<T>;
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

const patience = ({ idle, all }: { idle: string; all: string }) =>
  `set_config('idle_in_transaction_session_timeout', '${idle}', true),
    case when current_setting('transaction_timeout', true) is not null then set_config('transaction_timeout', '${all}', true) end`;

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
    inWorkspace: (workspaceId, work) => {
      if (!UUID.test(workspaceId)) throw new Error(`Workspace id "${workspaceId}" is not a UUID.`);
      // The id is a UUID, so it may stand in the text.
      const first = `select set_config('app.workspace', '${workspaceId}', true), ${patience(PATIENCE_MS.workspace)}`;
      // The brand is given here and nowhere else.
      return guarded(app, first, (tx) => work(Object.assign(tx, { workspaceId, scope: 'workspace' as const })));
    },
    asSystem: (work) =>
      guarded(system, `select ${patience(PATIENCE_MS.system)}`, (tx) =>
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

const dialect = new PgDialect();

/**
 * Runs `work` in a transaction that begins with the statement `first`, sent together with the next one.
 *
 * A transaction whose connection ended is over, though its `work` may still be running. The driver would let its next statement through, into
 * whatever transaction has the connection by then, or spoil that place of the pool: here it is refused.
 */
async function guarded<T>(pool: postgres.Sql, first: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
  let over = false;
  try {
    // The driver's type for the answer is that of a list of queries too.
    return (await pool.begin(async (connection) => {
      const opened = connection.unsafe(first);
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
