import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** Connections each process holds beside its two pools: one for LISTEN. */
const LISTENING = 1;
/** Connections kept free of pools: migrate, a person with psql, and what PostgreSQL reserves for its superuser. */
const SPARE = 6;
const SECRET_LENGTH = 32;

const url = (...schemes: string[]) =>
  z.string().refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol));
const postgresUrl = (whose: string) =>
  url('postgres:', 'postgresql:')
    .optional()
    .meta({
      description: `the PostgreSQL URL of ${whose}`,
      example: 'postgres://name:password@host:5432/database',
      hidden: true,
    });
const pool = (whose: string, size: number) =>
  z.coerce
    .number()
    .int()
    .min(2)
    .max(500)
    .default(size)
    .meta({ description: `connections of the ${whose} login in each process, 2 to 500`, example: String(size) });

/** The whole environment: what exists, what it means, what it defaults to. `hidden` values never reach a message. */
const environment = z.object({
  DATABASE_URL: postgresUrl('the owner, who migrates'),
  DATABASE_APP_URL: postgresUrl('the app login, which sees one workspace at a time'),
  DATABASE_SYSTEM_URL: postgresUrl('the system login, which sees all workspaces'),
  DATABASE_APP_POOL: pool('app', 20),
  DATABASE_SYSTEM_POOL: pool('system', 8),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s/:]+:\d{1,5}$/)
    .optional()
    .meta({ description: 'host:port of a Temporal server', example: 'temporal.internal:7233' }),
  TEMPORAL_NAMESPACE: z
    .string()
    .regex(/^[\w.-]{2,100}$/)
    .default('default')
    .meta({ description: 'a Temporal namespace, 2 to 100 characters', example: 'default' }),
  TEMPORAL_TLS: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .meta({ description: 'true or false', example: 'true' }),
  TEMPORAL_API_KEY: z
    .string()
    .optional()
    .meta({ description: 'an API key of Temporal Cloud', example: 'eyJhbG…', hidden: true }),
  SMTP_URL: url('smtp:', 'smtps:')
    .optional()
    .meta({ description: 'the SMTP server that sends', example: 'smtps://name:password@host:465', hidden: true }),
  TRELLIS_SECRET: z
    .string()
    .min(SECRET_LENGTH)
    .optional()
    .meta({
      description: `a secret of ${SECRET_LENGTH} characters or more, the same in all processes`,
      example: '"$(openssl rand -base64 32)"',
      hidden: true,
    }),
  TRELLIS_ENCRYPTION_KEYS: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .refine((keys) => keys.every((key) => key.length >= SECRET_LENGTH))
    .optional()
    .meta({
      description: `keys of ${SECRET_LENGTH} characters or more for what is stored encrypted, separated by commas, the newest first`,
      example: '"$(openssl rand -base64 32)"',
      hidden: true,
    }),
  TRELLIS_PUBLIC_URL: url('http:', 'https:')
    .transform((text) => text.replace(/\/+$/, ''))
    .optional()
    .meta({
      description: 'the URL under which people and the links in mails reach Trellis',
      example: 'https://trellis.example.com',
    }),
  TRELLIS_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0).meta({
    description: 'how many proxies stand before Trellis and say for whom in x-forwarded-for, 0 to 10',
    example: '1',
  }),
  TRELLIS_NODE_PACKAGES: z
    .string()
    .regex(/^\s*((@[\w.-]+\/)?[\w.-]+\s*(,\s*|$))*$/)
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .meta({
      description: 'names of npm packages with node types, separated by commas',
      example: '@acme/trellis-nodes',
    }),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/)
    .default('127.0.0.1')
    .meta({ description: 'the address to listen on', example: '127.0.0.1' }),
  PORT: z.coerce
    .number()
    .int()
    .min(1)
    .max(65_535)
    .default(4400)
    .meta({ description: 'a TCP port, 1 to 65535', example: '4400' }),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .meta({ description: 'trace, debug, info, warn, error or silent', example: 'info' }),
  /** Where per-user caches go on Linux; read for the Temporal binary only. */
  XDG_CACHE_HOME: z
    .string()
    .default(userCache)
    .meta({ description: 'a folder for caches', example: join('~', '.cache') }),
});

/** A user without a home, as containers have them, caches in the temporary folder. */
function userCache(): string {
  try {
    return join(homedir(), '.cache');
  } catch {
    return tmpdir();
  }
}

type Variable = keyof typeof environment.shape;
type Parsed = z.infer<typeof environment>;

/** The environment as the rest of the engine sees it; absent parts are brought by `engine start`. */
export interface Config {
  databaseUrl?: string | undefined;
  databaseAppUrl?: string | undefined;
  databaseSystemUrl?: string | undefined;
  appPool: number;
  systemPool: number;
  temporalAddress?: string | undefined;
  temporalNamespace: string;
  /** Also true when there is an API key, which only travels over TLS. */
  temporalTls: boolean;
  temporalApiKey?: string | undefined;
  smtpUrl?: string | undefined;
  secret?: string | undefined;
  /** Newest first; the secret stands behind them all, so that what it encrypted still opens. */
  encryptionKeys: string[];
  /** Without a trailing slash; absent: `engine start` uses its own address. */
  publicUrl?: string | undefined;
  /** Proxies whose x-forwarded-for is believed; 0: whoever connects is who calls. */
  trustedProxies: number;
  nodePackages: string[];
  host: string;
  port: number;
  logLevel: Parsed['LOG_LEVEL'];
  /** Per-user folder for fetched binaries, shared by all checkouts. */
  cacheDir: string;
}

/** Everything wrong with the environment at once; `faults` has one sentence a variable. */
export class ConfigFault extends Error {
  override readonly name = 'ConfigFault';
  readonly code = 'config.invalid';
  constructor(readonly faults: string[]) {
    super(
      `The environment has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((fault) => `  - ${fault}\n`).join('')}`.trimEnd(),
    );
  }
}

/** Reads the environment; empty variables count as absent. Throws one ConfigFault that names all faults. */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, text]) => text !== undefined && text.trim() !== ''));
  const result = environment.safeParse(given);
  if (!result.success) {
    const names = new Set(result.error.issues.map(({ path }) => path[0] as Variable));
    throw new ConfigFault([...names].map((name) => describeFault(name, given[name])));
  }
  const parsed = result.data;
  const faults = contradictions(parsed);
  if (faults.length > 0) throw new ConfigFault(faults);
  return {
    databaseUrl: parsed.DATABASE_URL,
    databaseAppUrl: parsed.DATABASE_APP_URL,
    databaseSystemUrl: parsed.DATABASE_SYSTEM_URL,
    appPool: parsed.DATABASE_APP_POOL,
    systemPool: parsed.DATABASE_SYSTEM_POOL,
    temporalAddress: parsed.TEMPORAL_ADDRESS,
    temporalNamespace: parsed.TEMPORAL_NAMESPACE,
    temporalTls: parsed.TEMPORAL_TLS || parsed.TEMPORAL_API_KEY !== undefined,
    temporalApiKey: parsed.TEMPORAL_API_KEY,
    smtpUrl: parsed.SMTP_URL,
    secret: parsed.TRELLIS_SECRET,
    encryptionKeys: parsed.TRELLIS_ENCRYPTION_KEYS ?? [],
    publicUrl: parsed.TRELLIS_PUBLIC_URL,
    trustedProxies: parsed.TRELLIS_TRUSTED_PROXIES,
    nodePackages: parsed.TRELLIS_NODE_PACKAGES,
    host: parsed.HOST,
    port: parsed.PORT,
    logLevel: parsed.LOG_LEVEL,
    cacheDir: join(parsed.XDG_CACHE_HOME, 'trellis'),
  };
}

/** The variable behind each setting that a role may need, for the message. */
const VARIABLE_OF = {
  databaseUrl: 'DATABASE_URL',
  databaseAppUrl: 'DATABASE_APP_URL',
  databaseSystemUrl: 'DATABASE_SYSTEM_URL',
  temporalAddress: 'TEMPORAL_ADDRESS',
  smtpUrl: 'SMTP_URL',
  secret: 'TRELLIS_SECRET',
  publicUrl: 'TRELLIS_PUBLIC_URL',
} satisfies Partial<Record<keyof Config, Variable>>;

type Needable = keyof typeof VARIABLE_OF;

/** The config with the named settings present, for a process that brings no servers itself; else a ConfigFault naming all absent ones. */
export function requireSettings<K extends Needable>(config: Config, ...needed: K[]): Config & Record<K, string> {
  const absent = needed.filter((key) => config[key] === undefined);
  if (absent.length > 0) throw new ConfigFault(absent.map((key) => describeFault(VARIABLE_OF[key], undefined)));
  return config as Config & Record<K, string>; // Each was looked at in the line above.
}

/** Throws a ConfigFault when the pools of so many processes do not fit into the database's `max_connections`. */
export function assertPoolsFit(
  config: Config,
  { processes, maxConnections }: { processes: number; maxConnections: number },
): void {
  const each = config.appPool + config.systemPool + LISTENING;
  const needed = processes * each + SPARE;
  if (needed <= maxConnections) return;
  throw new ConfigFault([
    `DATABASE_APP_POOL + DATABASE_SYSTEM_POOL: found ${config.appPool} + ${config.systemPool}, which makes ${needed} connections ` +
      `(${processes} × ${each}, and ${SPARE} spare), expected at most the ${maxConnections} the database admits (max_connections). ` +
      'Lower the pools, run fewer processes, or raise max_connections.',
  ]);
}

function describeFault(name: Variable, text: string | undefined): string {
  const { description, example, hidden } = environment.shape[name].meta() ?? {};
  const found =
    text === undefined ? 'nothing' : hidden ? `${text.length} characters that are not it` : JSON.stringify(text);
  return `${name}: found ${found}, expected ${description}. Set it like ${name}=${example}`;
}

function contradictions(parsed: Parsed): string[] {
  const faults: string[] = [];
  if (parsed.TEMPORAL_API_KEY && !parsed.TEMPORAL_ADDRESS) {
    faults.push(
      'TEMPORAL_API_KEY: found one without TEMPORAL_ADDRESS, expected both. Set TEMPORAL_ADDRESS=host:port too',
    );
  }
  if (Boolean(parsed.DATABASE_APP_URL) !== Boolean(parsed.DATABASE_SYSTEM_URL)) {
    const [given, absent] = parsed.DATABASE_APP_URL
      ? ['DATABASE_APP_URL', 'DATABASE_SYSTEM_URL']
      : ['DATABASE_SYSTEM_URL', 'DATABASE_APP_URL'];
    faults.push(
      `${given}: found it without ${absent}, expected both or neither. Set ${absent} too, or let migrate make both logins`,
    );
  }
  return faults;
}
