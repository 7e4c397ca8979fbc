import type { NodeDefinition } from './definition.ts';
import type { Perform } from './perform.ts';

/** One line of the registry, and equally the shape of a third-party package: its definition, and its effect if it has one. */
export interface NodeSource {
  definition: () => Promise<{ default: unknown }>;
  perform?: () => Promise<{ default: unknown }>;
}

/** A node type at work. Configs are checked at compile, so that here they are plain records. */
export interface NodeType {
  definition: NodeDefinition;
  perform?: Perform<never>;
}

export type Catalog = ReadonlyMap<string, NodeType>;

/** The definition of a type; throws where the catalog lacks it (a plan is only made of known types, so a package was taken away). */
export function nodeType(catalog: Catalog, type: string): NodeType {
  const found = catalog.get(type);
  if (!found) {
    throw new Error(
      `Node type "${type}" is not in the catalog (${catalog.size} types known). It was there when the plan was compiled: restore its package in TRELLIS_NODE_PACKAGES.`,
    );
  }
  return found;
}

/** Loads all sources; a double type or a source without a definition is an error that names it. */
export async function loadCatalog(sources: Record<string, NodeSource>): Promise<Catalog> {
  const catalog = new Map<string, NodeType>();
  for (const [name, source] of Object.entries(sources)) {
    const definition = (await source.definition()).default as NodeDefinition | undefined;
    if (!definition || typeof definition.decide !== 'function') {
      throw new Error(`Node source "${name}" has no default export made with defineNode.`);
    }
    if (catalog.has(definition.type))
      throw new Error(`Node type "${definition.type}" is declared twice; the second is in "${name}".`);
    const perform = source.perform ? ((await source.perform()).default as Perform<never>) : undefined;
    catalog.set(definition.type, { definition, ...(perform ? { perform } : {}) });
  }
  return catalog;
}
