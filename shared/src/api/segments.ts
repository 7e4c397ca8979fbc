import { z } from 'zod';
import { conditionSchema } from '../condition/parse.ts';
import { id, instant, leadRefSchema, notFound, pageInput, pageOf, route } from './base.ts';
import { MAY_DRAW, MAY_OPERATE, MAY_READ } from './roles.ts';

const tags = ['Segments'];
const count = z.number().int();

/** A saved rule over leads and their events; without a rule, a list that workflows and people keep. */
export const segmentSchema = z.object({
  id,
  name: z.string(),
  condition: z.record(z.string(), z.unknown()).nullable(),
  members: count,
  createdAt: instant,
  /** Leads are being asked one after the other whether they meet the rule: the number still grows. */
  looking: z.boolean(),
});

/** A workflow that names a segment: in its draft, its current version, or a former one that leads are still in. */
export const segmentUseSchema = z.object({
  workflow: z.object({ id, name: z.string() }),
  status: z.enum(['draft', 'live', 'paused', 'stopped', 'archived']),
  /** It is among what runs now; else only the draft names it. */
  running: z.boolean(),
  /** Starts when a lead enters it: members who are in already may be enrolled. */
  startsOnEntering: z.boolean(),
});

const body = z.object({ name: z.string().trim().min(1).max(100), condition: conditionSchema.nullable() });
const whom = z.object({ segmentId: id });

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
  .input(whom)
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
  .errors({
    ...notFound,
    'segment-in-use': {
      status: 409,
      message: 'Workflows use this segment. Take it out of them first, or archive them.',
      data: z.object({ uses: z.array(segmentUseSchema) }),
    },
  })
  .input(whom)
  .output(z.object({ id, archived: z.literal(true) }));

const uses = route
  .route({ method: 'GET', path: '/segments/{segmentId}/uses', summary: 'Workflows that name a segment', tags })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(whom)
  .output(z.object({ items: z.array(segmentUseSchema) }));

const members = route
  .route({ method: 'GET', path: '/segments/{segmentId}/members', summary: 'Who is in, last entered first', tags })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ segmentId: id, ...pageInput }))
  .output(pageOf(z.object({ lead: leadRefSchema, enteredAt: instant, byHand: z.boolean() })));

/** Each that changes is an event of the lead (`segment.entered`, `segment.left`), as if a workflow had done it. */
const changeMembers = route
  .route({
    method: 'POST',
    path: '/segments/{segmentId}/members',
    summary: 'Put leads in or take them out by hand',
    tags,
  })
  .meta({ roles: MAY_OPERATE })
  .errors({
    ...notFound,
    'segment-has-rule': { status: 409, message: 'Its rule says who is in; change the rule instead.' },
  })
  .input(whom.extend({ change: z.enum(['add', 'remove']), leadIds: z.array(id).min(1).max(200) }))
  .output(z.object({ changed: count, members: count }));

export const segments = { list, create, get, update, archive, uses, members, changeMembers };
export type Segment = z.infer<typeof segmentSchema>;
export type SegmentUse = z.infer<typeof segmentUseSchema>;
