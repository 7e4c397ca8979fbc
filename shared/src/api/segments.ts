import { z } from 'zod';
import { conditionSchema } from '../condition/parse.ts';
import { id, instant, leadRefSchema, notFound, pageInput, pageOf, route } from './base.ts';
import { MAY_DRAW, MAY_READ } from './roles.ts';

const tags = ['Segments'];

/** A saved rule over leads and their events; without a rule, a list that workflows and people keep. */
export const segmentSchema = z.object({
  id,
  name: z.string(),
  condition: z.record(z.string(), z.unknown()).nullable(),
  members: z.number().int(),
  createdAt: instant,
});

const body = z.object({ name: z.string().trim().min(1).max(100), condition: conditionSchema.nullable() });

const list = route
  .route({ method: 'GET', path: '/segments', summary: 'Segments, newest first', tags })
  .meta({ roles: MAY_READ })
  .output(z.object({ items: z.array(segmentSchema) }));

const create = route
  .route({ method: 'POST', path: '/segments', summary: 'Make a segment; its members are looked for at once', tags })
  .meta({ roles: MAY_DRAW })
  .input(body)
  .output(segmentSchema);

const get = route
  .route({ method: 'GET', path: '/segments/{segmentId}', summary: 'A segment', tags })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ segmentId: id }))
  .output(segmentSchema);

const update = route
  .route({ method: 'PUT', path: '/segments/{segmentId}', summary: 'Change name and rule', tags })
  .meta({ roles: MAY_DRAW })
  .errors(notFound)
  .input(body.extend({ segmentId: id }))
  .output(segmentSchema);

const archive = route
  .route({ method: 'POST', path: '/segments/{segmentId}/archive', summary: 'Take a segment out of use', tags })
  .meta({ roles: MAY_DRAW })
  .errors(notFound)
  .input(z.object({ segmentId: id }))
  .output(z.object({ id, archived: z.literal(true) }));

const members = route
  .route({ method: 'GET', path: '/segments/{segmentId}/members', summary: 'Who is in, last entered first', tags })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ segmentId: id, ...pageInput }))
  .output(pageOf(z.object({ lead: leadRefSchema, enteredAt: instant, byHand: z.boolean() })));

export const segments = { list, create, get, update, archive, members };
export type Segment = z.infer<typeof segmentSchema>;
