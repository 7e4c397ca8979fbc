import type { Config } from '../config.ts';
import { loginsFor } from '../db/migrate.ts';
import type { TemporalOptions } from '../runs/client.ts';
import type { ServiceSettings } from '../services.ts';

/** The settings every role has once the environment, or the embedded servers, have given them. */
export type RoleConfig = Config &
  Record<'databaseUrl' | 'temporalAddress' | 'smtpUrl' | 'secret' | 'publicUrl', string>;

/** Sender of mails while a workspace has none of its own. */
export const defaultSender = (config: RoleConfig): string => {
  const host = new URL(config.publicUrl).hostname;
  return `hello@${/[a-z]\.[a-z]/i.test(host) ? host : 'trellis.example'}`;
};

export function temporalOptions(config: RoleConfig): TemporalOptions {
  const { temporalAddress: address, temporalNamespace: namespace, temporalTls: tls, temporalApiKey } = config;
  return { address, namespace, tls, ...(temporalApiKey ? { apiKey: temporalApiKey } : {}) };
}

export function serviceSettings(config: RoleConfig): ServiceSettings {
  const { databaseUrl, secret, databaseAppUrl, databaseSystemUrl, appPool, systemPool } = config;
  const logins = loginsFor({
    databaseUrl,
    secret,
    ...(databaseAppUrl ? { appUrl: databaseAppUrl } : {}),
    ...(databaseSystemUrl ? { systemUrl: databaseSystemUrl } : {}),
  });
  return {
    database: { ...logins, appPool, systemPool },
    temporal: temporalOptions(config),
    secret,
    encryptionKeys: config.encryptionKeys,
    publicUrl: config.publicUrl,
    logLevel: config.logLevel,
    nodePackages: config.nodePackages,
  };
}
