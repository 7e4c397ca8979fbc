import { describe, expect, it } from 'vitest';
import { migrateConfig } from './migrate-config.ts';

const type = {
  type: 'wait',
  version: 3,
  migrations: {
    1: ({ days, ...rest }: Record<string, unknown>) => ({ ...rest, duration: { amount: days, unit: 'days' } }),
    2: (config: Record<string, unknown>) => Object.assign(config.duration as object, { mode: 'elapsed' }) && config,
  },
};

describe('migrateConfig', () => {
  it('leads a config through every version between', () => {
    const saved = { days: 2, note: 'x' };
    expect(migrateConfig(type, 1, saved)).toEqual({
      config: { note: 'x', duration: { amount: 2, unit: 'days', mode: 'elapsed' } },
    });
    expect(saved, 'the graph stays as it was saved').toEqual({ days: 2, note: 'x' });
  });

  it('leaves a config of the present version as it is', () => {
    const config = { duration: 1 };
    expect(migrateConfig(type, 3, config)).toEqual({ config });
  });

  it('does not let a migration change what was saved', () => {
    const saved = { duration: { amount: 2 } };
    migrateConfig(type, 2, saved);
    expect(saved).toEqual({ duration: { amount: 2 } });
  });

  it('says what to do about a config from the future, or one that no migration can read', () => {
    expect(migrateConfig(type, 4, {}).problem).toEqual({
      code: 'type-version-newer',
      message: 'was saved by version 4 of “wait”, but version 3 is installed: update it.',
    });
    expect(migrateConfig(type, 2, { duration: undefined }).problem?.code).toBe('config-migration-failed');
  });
});
