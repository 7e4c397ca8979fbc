import { z } from 'zod';
import type { Place } from '../plan/plan.ts';
import type { Catalog } from './catalog.ts';
import type { Category, PortsSpec } from './definition.ts';

/** What the editor knows of a node type: data only, sent by the api. */
export interface NodeDescription {
  type: string;
  version: number;
  category: Category;
  title: string;
  icon: string;
  help?: string;
  keywords: readonly string[];
  ports: PortsSpec;
  summary: string;
  place: Place;
  /** A run can start here; nothing leads into it. */
  trigger: boolean;
  /** It has no ports: a run ends here. */
  end: boolean;
  /** It has an address that other systems call. */
  address?: boolean;
  /** It says what counts as success, wherever a run is. */
  goal?: boolean;
  /** JSON Schema (draft 7, input side) of the config; fields carry title, widget, help. */
  schema: Record<string, unknown>;
  /** The config of a freshly inserted node: the schema's defaults. */
  initial: Record<string, unknown>;
}

/** Describes every type of a catalog for the editor, in palette order (category, then as registered). */
export function describeCatalog(catalog: Catalog, categories: readonly Category[]): NodeDescription[] {
  const all = [...catalog.values()].map(({ definition }): NodeDescription => {
    const schema = z.toJSONSchema(definition.config, { target: 'draft-7', io: 'input', unrepresentable: 'any' });
    return {
      type: definition.type,
      version: definition.version,
      category: definition.category,
      title: definition.title,
      icon: definition.icon,
      ...(definition.help ? { help: definition.help } : {}),
      keywords: definition.keywords ?? [],
      ports: definition.ports,
      summary: definition.summary,
      place: definition.place ?? 'local',
      trigger: definition.starts !== undefined,
      end: Array.isArray(definition.ports) && definition.ports.length === 0,
      ...(definition.address ? { address: true } : {}),
      ...(definition.listens ? { goal: true } : {}),
      schema: schema as Record<string, unknown>,
      initial: defaultsOf(definition.config),
    };
  });
  return all.sort((a, b) => categories.indexOf(a.category) - categories.indexOf(b.category));
}

/** The defaults of a config schema, field by field, so that one required field without default hides no other. */
function defaultsOf(config: z.ZodObject): Record<string, unknown> {
  const initial: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(config.shape)) {
    const parsed = z.safeParse(field, undefined);
    if (parsed.success && parsed.data !== undefined) initial[name] = parsed.data;
  }
  return initial;
}
