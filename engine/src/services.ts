import { type Catalog, loadCatalog, type NodeSource } from '@trellis/shared/node/catalog.ts';
import { BUILT_IN_NODES } from '@trellis/shared/nodes/registry.ts';
import pino, { type Logger } from 'pino';
import { Registry } from 'prom-client';
import { createDatabase, type Database, type DatabaseOptions } from './db/client.ts';
import { codeOf, messageOf } from './error-words.ts';
import { type Announcer, createAnnouncer } from './live/announcer.ts';
import { messageIdOf } from './messages/identity.ts';
import { createRenderer, type Renderer } from './messages/render/renderer.ts';
import { addressHashOf } from './messages/send-mail.ts';
import { createTrackingTokens, type TrackingTokens } from './messages/tracking-token.ts';
import { createRunClient, type RunClient, type TemporalOptions } from './runs/client.ts';
import type { DecideDeps } from './runs/decide-once.ts';
import { createPlans, type Plans } from './runs/plans.ts';
import { createSealer, type Sealer } from './secrets/sealer.ts';

/** What every process of the engine shares; made once, handed on as arguments. */
export interface Services {
  log: Logger;
  metrics: Registry;
  db: Database;
  catalog: Catalog;
  plans: Plans;
  renderer: Renderer;
  tokens: TrackingTokens;
  client: RunClient;
  announcer: Announcer;
  secret: string;
  sealer: Sealer;
  /** Without a slash at the end. */
  publicUrl: string;
  decide: DecideDeps;
  close(): Promise<void>;
}

export interface ServiceSettings {
  database: DatabaseOptions;
  temporal: TemporalOptions;
  secret: string;
  /** For what is stored encrypted, newest first; the secret opens too, and seals where there are none. */
  encryptionKeys?: readonly string[];
  publicUrl: string;
  logLevel: string;
  /** Names of packages with node types, beside the built-in ones. */
  nodePackages: readonly string[];
}

/** Makes the services of one process. @throws when the app login is not closed in, or a node package cannot be loaded; both name the offender. */
export async function createServices(settings: ServiceSettings): Promise<Services> {
  const { secret, publicUrl, encryptionKeys = [] } = settings;
  const [newest, ...former] = [...encryptionKeys, secret];
  const log = pino({ level: settings.logLevel, base: null });
  const catalog = await loadCatalog({ ...BUILT_IN_NODES, ...packages(settings.nodePackages) });
  const db = createDatabase(settings.database);
  await db.assertClosed();
  const plans = createPlans();
  const renderer = createRenderer();
  const client = createRunClient(settings.temporal);
  const announcer = createAnnouncer(db, (error) =>
    log.warn({ err: messageOf(error) }, 'pages could not be told of a change'),
  );
  const domain = new URL(publicUrl).hostname;
  const messageId = (key: string) => messageIdOf({ secret, sendKey: key, domain });
  const addressHash: DecideDeps['addressHash'] = (workspaceId, address) =>
    address ? addressHashOf(secret, workspaceId, address) : null;
  return {
    log,
    metrics: new Registry(),
    db,
    catalog,
    plans,
    renderer,
    tokens: createTrackingTokens(secret),
    client,
    announcer,
    secret,
    sealer: createSealer([newest ?? secret, ...former]),
    publicUrl,
    decide: { catalog, plans, addressHash, messageId },
    async close() {
      await announcer.stop();
      await Promise.all([renderer.close(), client.close()]);
      await db.close();
    },
  };
}

/** A third-party package has the shape of a registry line: its main export is the definition, `./perform` the effect. */
function packages(names: readonly string[]): Record<string, NodeSource> {
  const sources: Record<string, NodeSource> = {};
  for (const name of names) {
    sources[name] = {
      definition: () =>
        import(name).catch((error: unknown) => {
          throw new Error(
            `TRELLIS_NODE_PACKAGES names "${name}", which could not be loaded: ${messageOf(error)}. Install it, or take it out of the list.`,
          );
        }),
      perform: () =>
        import(`${name}/perform`).catch((error: unknown) => {
          // A package whose node only decides exports no effect; one that cannot be loaded must not pass for that.
          if (codeOf(error) === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return { default: undefined };
          throw new Error(`The effect of "${name}" (TRELLIS_NODE_PACKAGES) could not be loaded: ${messageOf(error)}.`);
        }),
    };
  }
  return sources;
}
