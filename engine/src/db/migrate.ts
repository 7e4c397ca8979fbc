import { createHash, createHmac } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';

const MIGRATIONS = new URL('../../../migrations/', import.meta.url);
/** Any number; all processes that migrate one database must use the same. */
const LOCK = 7_423_001;

export interface MigrateOptions {
  /** The owner's login. */
  databaseUrl: string;
  /** TRELLIS_SECRET: the passwords of the two other logins derive from it. */
  secret: string;
  /** Logins made by an administrator; none is created then. */
  appUrl?: string;
  systemUrl?: string;
  log?: (line: string) => void;
}

export interface Logins {
  appUrl: string;
  systemUrl: string;
}

/**
 * Brings the database to the present schema under an advisory lock, sets up the logins `app` and `system` and closes every table that
 * belongs to a workspace. Safe to run from several processes at once, and again.
 * @throws when a migration that ran was changed since, or an SQL statement fails; the failing file rolled back, the earlier ones stand.
 */
export async function migrate(options: MigrateOptions): Promise<Logins> {
  const { databaseUrl, secret, log = () => {} } = options;
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await sql`select pg_advisory_lock(${LOCK})`;
    await sql`create table if not exists public.trellis_migrations (name text primary key, hash text not null, at timestamptz not null default now())`;
    for (const name of await migrationFiles()) await apply(sql, name, log);
    const logins = loginsFor({ databaseUrl, secret, appUrl: options.appUrl, systemUrl: options.systemUrl });
    if (!options.appUrl) await ensureLogin(sql, logins.appUrl);
    if (!options.systemUrl) await ensureLogin(sql, logins.systemUrl);
    await closeTables(sql, userOf(logins.appUrl), userOf(logins.systemUrl));
    return logins;
  } finally {
    await sql.end();
  }
}

/** The URLs of the two logins that work with a migrated database: given ones, else derived from the owner's URL and the secret. */
export function loginsFor(options: {
  databaseUrl: string;
  secret: string;
  appUrl?: string;
  systemUrl?: string;
}): Logins {
  return {
    appUrl: options.appUrl ?? derived(options, 'app'),
    systemUrl: options.systemUrl ?? derived(options, 'system'),
  };
}

/** Roles belong to the whole cluster: their names carry the database's, so that two Trellis on one server do not share them. */
function derived({ databaseUrl, secret }: { databaseUrl: string; secret: string }, kind: 'app' | 'system'): string {
  const url = new URL(databaseUrl);
  const database = decodeURIComponent(url.pathname.slice(1));
  url.username = `${database}_${kind}`;
  url.password = createHmac('sha256', secret).update(`database login ${kind} ${database}`).digest('base64url');
  return url.toString();
}

const userOf = (url: string) => decodeURIComponent(new URL(url).username);

async function migrationFiles(): Promise<string[]> {
  return (await readdir(fileURLToPath(MIGRATIONS))).filter((name) => /^\d{4}_.*\.sql$/.test(name)).sort();
}

async function apply(sql: postgres.Sql, name: string, log: (line: string) => void): Promise<void> {
  const text = await readFile(new URL(name, MIGRATIONS), 'utf8');
  const hash = createHash('sha256').update(text).digest('hex');
  const [done] = await sql`select hash from public.trellis_migrations where name = ${name}`;
  if (done && done.hash !== hash) {
    throw new Error(
      `Migration ${name} was changed after it ran on this database. Restore the file and put the change into a new migration.`,
    );
  }
  if (done) return;
  await sql.begin(async (tx) => {
    await tx.unsafe(text);
    await tx`insert into public.trellis_migrations (name, hash) values (${name}, ${hash})`;
  });
  log(`migrated ${name}`);
}

async function ensureLogin(sql: postgres.Sql, url: string): Promise<void> {
  const role = userOf(url);
  const [found] = await sql`select 1 from pg_roles where rolname = ${role}`;
  const password = decodeURIComponent(new URL(url).password);
  const verb = found ? 'alter' : 'create';
  // Role statements take no parameters; both values are quoted by the server's own functions first.
  const [quoted] = await sql`select quote_ident(${role}) as role, quote_literal(${password}) as password`;
  await sql.unsafe(
    `${verb} role ${quoted?.role} login nosuperuser nobypassrls nocreaterole nocreatedb password ${quoted?.password}`,
  );
}

/** Grants, and a policy on each table with `workspace_id` (on `workspaces` its id): `app` sees the workspace of its transaction, `system` all. */
async function closeTables(sql: postgres.Sql, app: string, system: string): Promise<void> {
  const [names] = await sql`select quote_ident(${app}) as app, quote_ident(${system}) as system`;
  const schemas = await sql`select nspname from pg_namespace where nspname in ('public', 'auth')`;
  const tables = await sql<{ table: string; key: string }[]>`
    select quote_ident(c.table_name) as table, c.column_name as key from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
      and (c.column_name = 'workspace_id' or (c.table_name = 'workspaces' and c.column_name = 'id'))`;
  await sql.begin(async (tx) => {
    for (const { nspname } of schemas) {
      const roles = nspname === 'auth' ? names?.system : `${names?.app}, ${names?.system}`;
      await tx.unsafe(`grant usage on schema ${nspname} to ${roles};
        grant select, insert, update, delete on all tables in schema ${nspname} to ${roles};
        grant usage, select on all sequences in schema ${nspname} to ${roles}`);
    }
    await tx.unsafe(`revoke all on public.trellis_migrations from ${names?.app}, ${names?.system}; revoke all on public.installation from ${names?.app};
      revoke update, delete on public.audit_log, public.consents, public.run_steps from ${names?.app}`);
    for (const { table, key } of tables) {
      await tx.unsafe(`alter table public.${table} enable row level security;
        drop policy if exists workspace on public.${table}; drop policy if exists system on public.${table};
        create policy workspace on public.${table} to ${names?.app}
          using (${key} = nullif(current_setting('app.workspace', true), '')::uuid)
          with check (${key} = nullif(current_setting('app.workspace', true), '')::uuid);
        create policy system on public.${table} to ${names?.system} using (true) with check (true)`);
    }
  });
}
