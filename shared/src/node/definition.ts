import type { z } from 'zod';
import type { Condition } from '../condition/condition.ts';
import type { Place } from '../plan/plan.ts';
import type { Duration } from '../schedule/duration.ts';
import type { DecideContext, LookupContext } from './context.ts';
import type { Decision } from './decision.ts';
import type { Lookup } from './lookup.ts';

/** Palette groups, in drawn order. */
export const CATEGORIES = ['trigger', 'timing', 'logic', 'message', 'data', 'sales', 'end'] as const;
export type Category = (typeof CATEGORIES)[number];

/** A named exit of a node. */
export interface Port {
  id: string;
  label: string;
  /** An unconnected optional port is no problem: `decide` or the interpreter has a sound way without it. */
  optional?: boolean;
  /** For an optional port: while it is unconnected, leads that take it go where this port leads. The compiler wires that. */
  otherwise?: string;
  /** An unconnected port is only worth a warning: leads rest behind it until a later version leads on (3.W10). */
  holds?: boolean;
  /** The port is there only while this holds for the config, e.g. `giveUpAfter` or `mode=date` (see when.ts). */
  when?: string;
}

/** Ports as data: a fixed list, or one per entry of a config array (`each`; all of them may `holds`), followed by fixed ones (`plus`). */
export type PortsSpec =
  | readonly Port[]
  | { each: string; id: string; label: string; holds?: boolean; plus: readonly Port[] };

/** What starts runs: kept in an index at publish so that routing finds the workflows of an event in one statement. */
export type TriggerRule =
  | {
      on: 'event';
      event: string;
      filter?: Condition;
      /** Where it has to come from, for events that nobody outside can vouch for; `text` is the reason kept for others. Any source if absent. */
      vouchedBy?: { source: string; text: string };
      /** The event that usually goes before, and what it means that nothing followed it: said to whoever asks why nothing started. */
      follows?: { event: string; text: string };
    }
  | { on: 'manual' }
  /** Found by the clock, lead by lead; only leads that meet `who`. */
  | { on: 'scan'; scan: Scan; who?: Condition }
  /** An address of its own that another system calls. */
  | { on: 'webhook' };

/** What a scan looks for. Dates and times of day are meant by each lead's own clock, a schedule by the workflow's. */
export type Scan =
  | {
      kind: 'date';
      /** `lead.renewalDate` */
      field: string;
      offset?: { direction: 'before' | 'after'; duration: Duration };
      time?: string;
      yearly?: boolean;
    }
  | { kind: 'schedule'; cron: string }
  /** Once, at a local date and time (`2026-12-01T09:00`). */
  | { kind: 'once'; at: string }
  | { kind: 'inactivity'; days: number };

/** Changes a config saved by version `n` of the type into one of version `n + 1`. */
export type ConfigMigration = (config: Record<string, unknown>) => Record<string, unknown>;

/**
 * What a node type is. Built-in and third-party types use exactly this. Only the first block is required.
 *
 * @example
 * export default defineNode({
 *   type: 'acme.wave', version: 1, category: 'data', title: 'Wave', icon: 'hand-stop',
 *   summary: 'Wave {times} times', config: z.object({ times: z.number().min(1).max(9).meta({ title: 'Times' }) }),
 *   ports: [{ id: 'next', label: 'Next' }],
 *   decide: () => ({ kind: 'go', port: 'next', why: { text: 'Waved' } }),
 * });
 */
export interface NodeDefinition<Config extends z.ZodObject = z.ZodObject> {
  /** Unique and for ever: `wait`, or `vendor.name` in a third-party package. */
  type: string;
  /** Version of the config schema. Raise it together with an entry in `migrations`. */
  version: number;
  category: Category;
  title: string;
  /** Name of a Tabler icon without prefix, e.g. `mail`. */
  icon: string;
  /** zod object; fields carry `.meta({ title, widget, help })`. It becomes the form. */
  config: Config;
  ports: PortsSpec;
  /** One line for the card (at most 28 characters when filled, where possible): `Wait {duration}`; see summary.ts for formats. */
  summary: string;
  /** Pure. Called when a run arrives, and again at the deadline of a wait that asked for it. */
  decide(context: DecideContext<z.output<Config>>): Decision;

  /** One sentence for the palette and the form. */
  help?: string;
  /** Words that find it in the palette besides title and type. */
  keywords?: readonly string[];
  /** Where it is carried out. Default `local`: it only decides, or changes our own data. */
  place?: Place;
  /** The node never passes straight on (it always waits, performs or ends): its stretch stops there. */
  stops?: boolean;
  /** A loop through this node comes to rest: it counts as the wait that a loop needs. A text: only while that holds for the config (see when.ts). */
  rests?: boolean | string;
  /** Ports taken so often at most: a loop that leads through one of them comes to an end by itself. */
  bounds?: readonly string[];
  /** Look-ups that `decide` needs besides those of its conditions. */
  lookups?(context: LookupContext<z.output<Config>>): Lookup[];
  /** Other systems call it: it has an address of its own, shown in its form. */
  address?: boolean;
  /** For triggers: what starts a run. */
  starts?(config: z.output<Config>): TriggerRule;
  /** For goals: the event that counts as success, and what it does to a run wherever it is. */
  listens?(config: z.output<Config>): { event: string; filter?: Condition; effect: 'end' | 'go' | 'count' };
  /** Checks beyond the schema; sentences shown beside the field. */
  check?(config: z.output<Config>): ConfigProblem[];
  /** Config migrations by the version they start from: `{ 1: (config) => … }` makes version 2. */
  migrations?: Record<number, ConfigMigration>;
}

export interface ConfigProblem {
  /** Config path, e.g. `['branches', 0, 'when']`. */
  path: (string | number)[];
  code: string;
  message: string;
  severity?: 'error' | 'warning';
}

/** Declares a node type; returns it as given, typed by its config. Throws at load when the declaration cannot work. */
export function defineNode<Config extends z.ZodObject>(definition: NodeDefinition<Config>): NodeDefinition<Config> {
  const { type, version, migrations = {} } = definition;
  if (!/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)?$/.test(type)) {
    throw new Error(`Node type "${type}" is not a valid name: expected lower-case words joined by -, or vendor.name.`);
  }
  for (let from = 1; from < version; from++) {
    if (!migrations[from]) {
      throw new Error(
        `Node type "${type}" is at version ${version} but has no migration from version ${from}: add migrations[${from}].`,
      );
    }
  }
  return definition;
}
