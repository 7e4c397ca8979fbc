import { z } from 'zod';
import { attributeDefinitionSchema } from '../lead/lead.ts';
import { CATEGORIES } from '../node/definition.ts';
import type { NodeDescription } from '../node/describe.ts';
import { instant, route } from './base.ts';
import { MAY_READ, ROLES } from './roles.ts';
import { workflowStatusSchema } from './workflows.ts';

const tags = ['Catalog'];

const portSchema = z.object({
  id: z.string(),
  label: z.string(),
  optional: z.boolean().optional(),
  otherwise: z.string().optional(),
  holds: z.boolean().optional(),
  when: z.string().optional(),
});

/** A node type as the editor knows it (node/describe.ts). */
export const nodeDescriptionSchema = z.object({
  type: z.string(),
  version: z.number().int(),
  category: z.enum(CATEGORIES),
  title: z.string(),
  icon: z.string(),
  help: z.string().optional(),
  keywords: z.array(z.string()).readonly(),
  ports: z.union([
    z.array(portSchema).readonly(),
    z.object({
      each: z.string(),
      id: z.string(),
      label: z.string(),
      holds: z.boolean().optional(),
      plus: z.array(portSchema).readonly(),
    }),
  ]),
  summary: z.string(),
  place: z.enum(['local', 'email', 'http', 'sms']),
  trigger: z.boolean(),
  end: z.boolean(),
  address: z.boolean().optional(),
  goal: z.boolean().optional(),
  schema: z.record(z.string(), z.unknown()),
  initial: z.record(z.string(), z.unknown()),
}) satisfies z.ZodType<NodeDescription>;

/** An event name seen in the last 30 days of workspace time, the most frequent first; then those Trellis itself will make, with count 0. */
export const seenEventSchema = z.object({
  name: z.string(),
  count: z.number().int(),
  /** Null: not seen yet. */
  lastAt: instant.nullable(),
  /** Property names of the latest events, with the kind of value seen. */
  properties: z.array(z.object({ name: z.string(), kind: z.enum(['text', 'number', 'boolean', 'date', 'list']) })),
});

/** A lead field that conditions and templates may name: the built-in ones, then the attributes seen. */
export const leadFieldSchema = attributeDefinitionSchema.extend({ builtIn: z.boolean() });

const nodes = route
  .route({ method: 'GET', path: '/catalog/nodes', summary: 'All node types, in palette order', tags })
  .meta({ roles: MAY_READ })
  .output(z.object({ items: z.array(nodeDescriptionSchema) }));

const events = route
  .route({ method: 'GET', path: '/catalog/events', summary: 'Event names seen in the last 30 days', tags })
  .meta({ roles: MAY_READ })
  .output(z.object({ items: z.array(seenEventSchema) }));

const leadFields = route
  .route({ method: 'GET', path: '/catalog/lead-fields', summary: 'Lead fields and attributes', tags })
  .meta({ roles: MAY_READ })
  .output(z.object({ items: z.array(leadFieldSchema) }));

const thing = z.object({ id: z.string(), name: z.string(), archived: z.boolean() });

/** What fields of nodes name by id, each kind by name. */
export const thingsSchema = z.object({
  /** `byHand`: as published now, leads can be put into it. */
  workflows: z.array(thing.extend({ status: workflowStatusSchema, byHand: z.boolean() })),
  /** `members`: how many leads are in it now. */
  segments: z.array(thing.extend({ members: z.number().int() })),
  people: z.array(z.object({ id: z.string(), name: z.string(), role: z.enum(ROLES) })),
  /** `confirms`: entries are confirmed by a mail that asks (double opt-in). */
  forms: z.array(thing.extend({ confirms: z.boolean() })),
});

const things = route
  .route({
    method: 'GET',
    path: '/catalog/things',
    summary: 'Workflows, segments, people and forms that steps may name',
    tags,
  })
  .meta({ roles: MAY_READ })
  .output(thingsSchema);

export const catalog = { nodes, events, leadFields, things };
export type Things = z.infer<typeof thingsSchema>;
export type SeenEvent = z.infer<typeof seenEventSchema>;
export type LeadField = z.infer<typeof leadFieldSchema>;
