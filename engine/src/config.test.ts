import { describe, expect, it } from 'vitest';
import { assertPoolsFit, ConfigFault, readConfig, requireSettings } from './config.ts';

function faultsOf(read: () => unknown): string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigFault) return error.faults;
    throw error;
  }
  return [];
}

describe('config', () => {
  it('needs nothing: what is absent is brought by `engine start`', () => {
    expect(readConfig({})).toMatchObject({
      databaseUrl: undefined,
      temporalAddress: undefined,
      temporalNamespace: 'default',
      temporalTls: false,
      smtpUrl: undefined,
      secret: undefined,
      trustedProxies: 0,
      nodePackages: [],
      host: '127.0.0.1',
      port: 4400,
      logLevel: 'info',
    });
  });

  it('counts an empty variable as absent, as compose files leave them', () => {
    expect(readConfig({ DATABASE_URL: '', PORT: ' ' })).toMatchObject({ databaseUrl: undefined, port: 4400 });
  });

  it('reports all faults together, each with what was found, expected and to be done', () => {
    const faults = faultsOf(() =>
      readConfig({
        PORT: 'eighty',
        LOG_LEVEL: 'loud',
        TEMPORAL_ADDRESS: 'http://temporal',
        TRELLIS_PUBLIC_URL: 'trellis',
      }),
    );
    expect(faults).toHaveLength(4);
    expect(faults).toContain('PORT: found "eighty", expected a TCP port, 1 to 65535. Set it like PORT=4400');
  });

  it('never repeats a password or secret in a fault', () => {
    const env = { DATABASE_URL: 'mysql://a:hush@b/c', TRELLIS_SECRET: 'hush', SMTP_URL: 'hush' };
    const faults = faultsOf(() => readConfig(env));
    expect(faults).toHaveLength(3);
    expect(faults.join()).not.toContain('hush');
  });

  it('switches TLS on with an API key, and wants the address it is for', () => {
    const env = { TEMPORAL_API_KEY: 'key', TEMPORAL_ADDRESS: 'cloud.example.com:7233' };
    expect(readConfig(env).temporalTls).toBe(true);
    expect(faultsOf(() => readConfig({ TEMPORAL_API_KEY: 'key' }))).toEqual([
      expect.stringContaining('TEMPORAL_ADDRESS'),
    ]);
  });

  it('wants both logins or neither', () => {
    const faults = faultsOf(() => readConfig({ DATABASE_APP_URL: 'postgres://app@db/trellis' }));
    expect(faults).toEqual([expect.stringContaining('DATABASE_SYSTEM_URL')]);
  });

  it('splits node packages at commas and refuses what is no package name', () => {
    expect(readConfig({ TRELLIS_NODE_PACKAGES: '@acme/nodes, other' }).nodePackages).toEqual(['@acme/nodes', 'other']);
    expect(faultsOf(() => readConfig({ TRELLIS_NODE_PACKAGES: '../../etc' }))).toHaveLength(1);
  });

  it('refuses a list of node packages that would make a slow pattern spin', () => {
    const started = performance.now();
    expect(faultsOf(() => readConfig({ TRELLIS_NODE_PACKAGES: `${'a '.repeat(25_000)}!` }))).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(50);
  });

  it('names every setting that a role lacks', () => {
    const faults = faultsOf(() => requireSettings(readConfig({}), 'databaseUrl', 'secret'));
    expect(faults.map((fault) => fault.split(':')[0])).toEqual(['DATABASE_URL', 'TRELLIS_SECRET']);
  });

  it('sums the pools against what the database admits', () => {
    const config = readConfig({ DATABASE_APP_POOL: '20', DATABASE_SYSTEM_POOL: '8' });
    expect(() => assertPoolsFit(config, { processes: 3, maxConnections: 100 })).not.toThrow();
    expect(faultsOf(() => assertPoolsFit(config, { processes: 4, maxConnections: 100 }))).toEqual([
      expect.stringContaining('122 connections'),
    ]);
  });
});
