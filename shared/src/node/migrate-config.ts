import type { NodeDefinition } from './definition.ts';

export type MigratedConfig =
  | { config: Record<string, unknown>; problem?: undefined }
  | {
      config: Record<string, unknown>;
      problem: { code: 'type-version-newer' | 'config-migration-failed'; message: string };
    };

/**
 * Brings a config saved by an older version of its node type to the present one. On a problem the config is returned as saved, with a
 * sentence that begins in the middle ("was saved by …"), for the caller to put the node's name before it.
 */
export function migrateConfig(
  definition: Pick<NodeDefinition, 'type' | 'version' | 'migrations'>,
  typeVersion: number,
  config: Record<string, unknown>,
): MigratedConfig {
  if (typeVersion > definition.version) {
    const message = `was saved by version ${typeVersion} of “${definition.type}”, but version ${definition.version} is installed: update it.`;
    return { config, problem: { code: 'type-version-newer', message } };
  }
  let migrated = config;
  for (let from = typeVersion; from < definition.version; from++) {
    const migrate = definition.migrations?.[from];
    try {
      if (!migrate) throw new Error(`no migration from version ${from}`);
      // A migration may change what it gets; the graph must stay as it was saved. Configs are JSON by the graph's schema.
      migrated = migrate(JSON.parse(JSON.stringify(migrated)) as Record<string, unknown>);
    } catch {
      const message = `was saved by version ${typeVersion} of “${definition.type}” and could not be brought to version ${definition.version}: fill in its form again.`;
      return { config, problem: { code: 'config-migration-failed', message } };
    }
  }
  return { config: migrated };
}
