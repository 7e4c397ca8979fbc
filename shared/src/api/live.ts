import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { route } from './base.ts';
import { MAY_READ } from './roles.ts';

/** What may have changed; a page asks again for what it shows. `all`: the server lost track, ask for everything. */
export const LIVE_KINDS = [
  'all',
  'workspace',
  'people',
  'keys',
  'workflows',
  'runs',
  'leads',
  'events',
  'mailbox',
  'forms',
  'pauses',
] as const;
export const liveKindSchema = z.enum(LIVE_KINDS);
export type LiveKind = z.infer<typeof liveKindSchema>;

/** An endless stream of server-sent events, at most four a second. The first one comes at once. After a break: connect again, ask again. */
const changes = route
  .route({ method: 'GET', path: '/live', summary: 'Which kinds of things changed, as it happens', tags: ['Live'] })
  .meta({ roles: MAY_READ })
  .output(eventIterator(z.object({ kinds: z.array(liveKindSchema) })));

export const live = { changes };
