import { join } from 'node:path';
import type { Config } from '../config.ts';
import { keptPort } from './free-port.ts';
import { keptSecret } from './kept-file.ts';
import { type MailboxOptions, startMailbox } from './mailbox.ts';
import { EMBEDDED_MAX_CONNECTIONS, startPostgres } from './postgres.ts';
import type { ServerExit } from './server-process.ts';
import { startTemporal } from './temporal.ts';

/** What a person sees of a stage while it runs. */
export interface Stage {
  /** One more line about what is going on. */
  note(line: string): void;
  done(line: string): void;
  failed(): void;
}

/** Where stages are shown. Several run at once, so each line must name its own. */
export interface StageReport {
  stage(name: string): Stage;
}

export interface EmbeddedOptions {
  /** The `.trellis` folder. */
  dir: string;
  config: Config;
  report: StageReport;
  /** Stores a mail of the mailbox. May reject before the database is migrated: the sender is told to come again. */
  onMail: MailboxOptions['onMail'];
}

export interface Embedded {
  databaseUrl: string;
  /** Absent when DATABASE_URL names somebody else's server. */
  maxConnections: number | undefined;
  temporalAddress: string;
  smtpUrl: string;
  /** True when mails stay in our mailbox. */
  hasMailbox: boolean;
  secret: string;
  /** Of PostgreSQL and Temporal, as far as they are ours. */
  pids: number[];
  /** Resolves with the first server that ended without being asked to. */
  lost: Promise<ServerExit>;
  /** Ends the mailbox, then Temporal, then PostgreSQL. Call it when nothing uses them any more. */
  stop(): Promise<void>;
}

interface Part<T> {
  value: T;
  /** Where it is, for the console. */
  line: string;
  /** A process of ours. */
  pid?: number;
  exited?: Promise<ServerExit>;
  stop(): Promise<void>;
}

/**
 * Brings up, side by side, the servers and the secret that the environment does not name.
 * When one fails, the others are ended and its error is thrown.
 */
export async function startEmbedded({ dir, config, report, onMail }: EmbeddedOptions): Promise<Embedded> {
  const stages = [
    inStage(report, 'PostgreSQL', (note) => bringPostgres(dir, config, note)),
    inStage(report, 'Temporal', (note) => bringTemporal(dir, config, note)),
    inStage(report, 'Mailbox', () => bringMailbox(dir, config, onMail)),
  ] as const;
  const outcomes = await Promise.allSettled(stages);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) {
    for (const outcome of outcomes.toReversed()) if (outcome.status === 'fulfilled') await outcome.value.stop();
    throw failed.reason;
  }
  const [database, temporal, mailbox] = await Promise.all(stages);
  return {
    databaseUrl: database.value.url,
    maxConnections: database.value.maxConnections,
    temporalAddress: temporal.value,
    smtpUrl: mailbox.value,
    hasMailbox: config.smtpUrl === undefined,
    secret: config.secret ?? (await keptSecret(join(dir, 'secret'))),
    pids: [database.pid, temporal.pid].filter((pid) => pid !== undefined),
    lost: firstLost(database, temporal),
    async stop() {
      await mailbox.stop();
      await temporal.stop();
      await database.stop();
    },
  };
}

async function inStage<T>(report: StageReport, name: string, bring: (note: Note) => Promise<Part<T>>) {
  const stage = report.stage(name);
  try {
    const part = await bring((line) => stage.note(line));
    stage.done(part.line);
    return part;
  } catch (error) {
    stage.failed();
    throw error;
  }
}

type Note = (line: string) => void;

const nothingToStop = async () => undefined;

type Database = Pick<Embedded, 'maxConnections'> & { url: string };

async function bringPostgres(dir: string, { databaseUrl }: Config, note: Note): Promise<Part<Database>> {
  if (databaseUrl) {
    return {
      value: { url: databaseUrl, maxConnections: undefined },
      stop: nothingToStop,
      line: 'yours, by DATABASE_URL',
    };
  }
  const server = await startPostgres({ dir, report: note });
  const value = { url: server.url, maxConnections: EMBEDDED_MAX_CONNECTIONS };
  return { ...server, value, line: `on 127.0.0.1:${server.port}` };
}

async function bringTemporal(dir: string, config: Config, note: Note): Promise<Part<string>> {
  if (config.temporalAddress) {
    return { value: config.temporalAddress, stop: nothingToStop, line: 'yours, by TEMPORAL_ADDRESS' };
  }
  const namespace = config.temporalNamespace;
  const server = await startTemporal({ dir, cacheDir: config.cacheDir, namespace, report: note });
  return { ...server, value: server.address, line: `${server.version} on ${server.address}` };
}

async function bringMailbox(dir: string, { smtpUrl }: Config, onMail: MailboxOptions['onMail']): Promise<Part<string>> {
  if (smtpUrl) return { value: smtpUrl, stop: nothingToStop, line: 'mails really leave, by SMTP_URL' };
  const mailbox = await startMailbox({ port: await keptPort(join(dir, 'mailbox-port')), onMail });
  return { value: mailbox.url, stop: mailbox.stop, line: `on 127.0.0.1:${mailbox.port}; no mail leaves this machine` };
}

function firstLost(...parts: Pick<Part<unknown>, 'exited'>[]): Promise<ServerExit> {
  return new Promise((resolve) => {
    for (const { exited } of parts) exited?.then((exit) => exit.expected || resolve(exit));
  });
}
