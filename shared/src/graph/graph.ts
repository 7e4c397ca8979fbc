import { z } from 'zod';
import { type Condition, fieldSchema } from '../condition/condition.ts';
import { MAX_EVENT_NAME } from '../event/event.ts';

/** Version of the saved graph document; raise it together with a named migration in migrations.ts. */
export const GRAPH_VERSION = 1;

/** Bounds that keep a graph drawable and a poisoned document harmless. */
export const GRAPH_LIMITS = { nodes: 5_000, edges: 20_000, name: 100, note: 4_000, portName: 60 } as const;

/** Ids become keys of records (`plan.nodes`, `outputs`): a name that every object has by birth would find what nobody put there. */
const noBirthName = (name: string): boolean => !(name in Object.prototype);
const BIRTH_NAME = 'This name is reserved by the language; choose another';

const id = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,40}$/, 'An id has 1 to 40 letters, digits, - or _')
  .refine(noBirthName, BIRTH_NAME);

const portId = z.string().min(1).max(80).refine(noBirthName, BIRTH_NAME);

/** A place on the canvas in px; absent where the layout decides. */
export const positionSchema = z.object({ x: z.number().finite(), y: z.number().finite() });

/** A box on the canvas. `config` is the node type's own and is checked by the compiler, so that a draft may be unfinished. */
export const graphNodeSchema = z.object({
  id,
  type: z.string().min(1).max(80),
  /** Version of the node type's config schema that `config` was written with. */
  typeVersion: z.number().int().min(1).max(1_000),
  name: z.string().max(GRAPH_LIMITS.name),
  config: z.record(z.string(), z.unknown()),
  position: positionSchema.optional(),
  /** Switched off: leads pass through by the first port and nothing happens. */
  off: z.boolean().optional(),
  /** Ports marked "ends here": a lead that takes one has finished. An edge from the same port wins over the mark. */
  endsHere: z.array(portId).max(200).optional(),
  /** What people call a port here instead of its type's word: `happened` → “Clicked”. Only for reading, it moves no lead. */
  portNames: z.record(portId, z.string().max(GRAPH_LIMITS.portName)).optional(),
});

/** The line from a node's port to the next node. A port has at most one edge. */
export const graphEdgeSchema = z.object({ id, from: id, port: portId, to: id });

/** A sticky note: for people only, no effect on the plan. */
export const graphNoteSchema = z.object({
  id,
  text: z.string().max(GRAPH_LIMITS.note),
  position: positionSchema,
  width: z.number().min(80).max(1_200).optional(),
  height: z.number().min(40).max(1_200).optional(),
});

/** What may happen when a trigger fires for a lead that already had a run. */
export const reEntrySchema = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('never') }),
  /** Again once the former run has ended (and the cooldown, in hours, has passed). The default. */
  z.object({ mode: z.literal('after-exit'), cooldownHours: z.number().min(0).max(87_600).optional() }),
  z.object({ mode: z.literal('always') }),
  /** Once in so many days, counted from the former run's start. */
  z.object({ mode: z.literal('once-per-period'), days: z.number().int().min(1).max(3_650) }),
]);

/** A draft's condition may be unfinished: only its being an object is checked here, the rest by the compiler, before any plan holds it. */
const condition = z.record(z.string(), z.unknown()) as unknown as z.ZodType<Condition, Condition>;

/** What forms read of a setting; the same keywords as of a node's field (node/fields.ts). */
type SettingMeta = {
  title: string;
  help?: string;
  widget?: string;
  labels?: Record<string, string>;
  when?: string;
  /** What holds where it is not set. Only for reading: a default of the schema would write it into every document. */
  default?: unknown;
};
const setting = (meta: SettingMeta): SettingMeta => meta;

/** Ends runs at once, from any wait, when the event comes. */
export const exitRuleSchema = z.object({
  id,
  name: z
    .string()
    .max(GRAPH_LIMITS.name)
    .default('')
    .meta(setting({ title: 'Name' })),
  /** A pattern; empty while the draft is unfinished. */
  event: z
    .string()
    .max(MAX_EVENT_NAME)
    .default('')
    .meta(setting({ title: 'When this happens', widget: 'event' })),
  filter: condition.optional().meta(setting({ title: 'Only when', widget: 'condition' })),
});

/** How many leads may enter; those above wait in a queue or are turned away, with the reason kept. */
export const entryCapSchema = z.object({
  perHour: z.number().int().min(1).max(1_000_000).optional(),
  perDay: z.number().int().min(1).max(10_000_000).optional(),
  over: z.enum(['queue', 'drop']).default('queue'),
});

export const workflowSettingsSchema = z.object({
  reEntry: reEntrySchema
    .default({ mode: 'after-exit' })
    .meta(setting({ title: 'May enter again', widget: 're-entry', help: 'Once a run of the lead has ended' })),
  /** While a run of the lead is active: nothing, end it and start anew, or run side by side (by `reEntryKey`). */
  whileActive: z
    .enum(['ignore', 'restart', 'parallel'])
    .optional()
    .meta(
      setting({
        title: 'Triggered while it runs',
        default: 'ignore',
        labels: { ignore: 'Goes on', restart: 'Starts over', parallel: 'Runs side by side' },
      }),
    ),
  /** A field such as `event.topic`: re-entry is counted per value of it, one active run each. Absent: per lead. */
  reEntryKey: fieldSchema
    .optional()
    .meta(setting({ title: 'Counted per', widget: 'field', help: 'One run for each value; empty: one per lead' })),
  /** Only leads that meet it enter, whatever the trigger. */
  entryFilter: condition
    .optional()
    .meta(setting({ title: 'Who may enter', widget: 'condition', help: 'Whatever the trigger' })),
  /** Asked again before each message; a lead that does not meet it leaves. */
  guard: condition
    .optional()
    .meta(setting({ title: 'Stays only while', widget: 'condition', help: 'Asked again before each message' })),
  entryCap: entryCapSchema.optional().meta(setting({ title: 'How many may enter', widget: 'entry-cap' })),
  /** Two triggers within so many minutes make one run. */
  coalesceMinutes: z
    .number()
    .int()
    .min(1)
    .max(10_080)
    .optional()
    .meta(setting({ title: 'Triggers that are one', help: 'minutes apart at most' })),
  /** An event that happened longer ago than so many hours starts nothing; 72 where absent. */
  maxTriggerAgeHours: z
    .number()
    .int()
    .min(1)
    .max(8_760)
    .optional()
    .meta(setting({ title: 'Events start it up to', help: 'hours after they happened; 72 if empty' })),
  /** 1 (first) to 5; 3 where absent. Decides between workflows where one lead can only have one. */
  priority: z
    .number()
    .int()
    .min(1)
    .max(5)
    .optional()
    .meta(setting({ title: 'Priority', widget: 'priority' })),
  exitRules: z
    .array(exitRuleSchema)
    .max(50)
    .optional()
    .meta(setting({ title: 'Exit rules', widget: 'port-list', help: 'End the run at once, from any step' })),
  /** IANA zone used where lead and account have none; absent: the workspace's. */
  timeZone: z
    .string()
    .max(60)
    .optional()
    .meta(setting({ title: 'Time zone', widget: 'time-zone', help: 'For leads that have none' })),
});

/** The saved canvas document. */
export const graphSchema = z.object({
  graphVersion: z.literal(GRAPH_VERSION),
  nodes: z.array(graphNodeSchema).max(GRAPH_LIMITS.nodes),
  edges: z.array(graphEdgeSchema).max(GRAPH_LIMITS.edges),
  notes: z.array(graphNoteSchema).max(500).default([]),
  /** top-down or left-right */
  direction: z.enum(['down', 'right']).default('down'),
  settings: workflowSettingsSchema.default({ reEntry: { mode: 'after-exit' } }),
});

export type Position = z.infer<typeof positionSchema>;
export type GraphNode = z.infer<typeof graphNodeSchema>;
export type GraphEdge = z.infer<typeof graphEdgeSchema>;
export type GraphNote = z.infer<typeof graphNoteSchema>;
export type ReEntry = z.infer<typeof reEntrySchema>;
export type WorkflowSettings = z.infer<typeof workflowSettingsSchema>;
export type Graph = z.infer<typeof graphSchema>;

/** A graph with nothing on it, as a new workflow starts. */
export function emptyGraph(): Graph {
  return {
    graphVersion: GRAPH_VERSION,
    nodes: [],
    edges: [],
    notes: [],
    direction: 'down',
    settings: { reEntry: { mode: 'after-exit' } },
  };
}
