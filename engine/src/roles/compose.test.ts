import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ConfigFault, readConfig } from '../config.ts';

/** The file as compose reads it where nothing but the secret is given: `${NAME:-default}` is the default. */
async function composeFile(): Promise<string> {
  const file = await readFile(new URL('../../../docker-compose.yml', import.meta.url), 'utf8');
  return file
    .replace(/\$\{TRELLIS_SECRET:\?[^}]*\}/g, 's'.repeat(40))
    .replace(/\$\{[A-Z_]+:-([^}]*)\}/g, (_all, fallback: string) => fallback);
}

/** What all roles of Trellis are given. */
async function environment(): Promise<Record<string, string>> {
  const file = await composeFile();
  const shared = file.slice(file.indexOf('x-trellis:'), file.indexOf('\nservices:'));
  const lines = [...shared.matchAll(/^ {4}([A-Z_]+): "?(.*?)"?$/gm)];
  return Object.fromEntries(lines.map(([, name = '', text = '']) => [name, text]));
}

function faultsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigFault) return error.faults;
    throw error;
  }
  return [];
}

describe('docker-compose.yml', () => {
  it('gives Trellis only variables that it reads, and values that it takes', async () => {
    const env = await environment();
    expect(Object.keys(env)).toEqual(expect.arrayContaining(['DATABASE_URL', 'SMTP_URL', 'TRELLIS_TRUSTED_PROXIES']));
    expect(faultsOf(env)).toEqual([]);
    // A variable that nobody reads takes any rubbish; one without a rule of its own could not be told from it.
    const read = Object.keys(env).filter((name) =>
      faultsOf({ [name]: ' no: /value ' }).some((fault) => fault.startsWith(name)),
    );
    expect(read.sort()).toEqual(Object.keys(env).sort());
  });

  it('names one version of each server it brings, and all of Temporal’s in one version', async () => {
    const images = [...(await composeFile()).matchAll(/^ +image: (\S+)$/gm)].map(([, image = '']) => image);
    expect(images.length).toBeGreaterThan(5);
    for (const image of images) expect(image).toMatch(/:(v?\d[\w.]*|local)$/);
    const temporal = images.filter((image) => /^temporalio\/(server|admin-tools):/.test(image));
    expect(temporal).toHaveLength(3);
    expect(new Set(temporal.map((image) => image.split(':')[1])).size).toBe(1);
  });

  it('runs api and two workers after the migration and after Temporal has its namespace', async () => {
    const file = await composeFile();
    for (const role of ['api', 'worker']) {
      const service = new RegExp(`^ {2}${role}:\\n((?: {4}.*\\n)+)`, 'm').exec(file)?.[1] ?? '';
      expect(service).toContain(`command: [${role}]`);
      expect(service).toContain('migrate: { condition: service_completed_successfully }');
      expect(service).toContain('temporal-namespace: { condition: service_completed_successfully }');
    }
    expect(file).toMatch(/replicas: 2/);
  });
});
