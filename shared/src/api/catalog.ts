import { z } from 'zod';
import { attributeDefinitionSchema } from '../lead/lead.ts';
import { CATEGORIES } from '../node/definition.ts';
import type { NodeDescription } from '../node/describe.ts';
import { instant, route } from './base.ts';
import { MAY_READ } from './roles.ts';

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

export const catalog = { nodes, events, leadFields };
export type SeenEvent = z.infer<typeof seenEventSchema>;
export type LeadField = z.infer<typeof leadFieldSchema>;
