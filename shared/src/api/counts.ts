import { z } from 'zod';
import { id, instant, leadRefSchema, notFound, pageInput, pageOf, route } from './base.ts';
import { MAY_READ } from './roles.ts';

const tags = ['Live'];
const count = z.number().int();

export const nodeCountsSchema = z.object({
  /** Here now: in an open wait · about to do something outside · stopped by a fault · frozen by a pause. */
  waiting: count,
  performing: count,
  parked: count,
  paused: count,
  /** Runs that left by each port, and those that ended here. */
  passed: z.record(z.string(), count),
  ended: count,
  /** Messages of this node: accepted by the provider, opened, clicked (each lead's message once). */
  sent: count,
  opened: count,
  clicked: count,
});

export const countsSchema = z.object({
  versionId: id,
  /** Runs that entered on this version, and what became of them: entered = active + paused + parked + finished + leftEarly. */
  entered: count,
  enteredToday: count,
  active: count,
  paused: count,
  parked: count,
  finished: count,
  /** Ended for another reason than reaching an end. */
  leftEarly: count,
  nodes: z.record(z.string(), nodeCountsSchema),
  at: instant,
});

const ofVersion = route
  .route({
    method: 'GET',
    path: '/workflows/{workflowId}/counts',
    summary: 'Live counts of a version, node by node',
    tags,
  })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(
    z.object({
      workflowId: id,
      /** The current version if left out. */
      versionId: id.optional(),
      /** Only runs that entered in the last so many days of workspace time; all if left out. */
      days: z.number().int().min(1).max(730).optional(),
    }),
  )
  .output(countsSchema);

/** One run that is at a node now. */
export const presentRunSchema = z.object({
  runId: id,
  stepNo: count,
  lead: leadRefSchema,
  status: z.enum(['active', 'paused', 'parked']),
  /** waiting: a wait of the node · retry: a provider failed, tried again at `until` · performing: an effect is under way · ready: about to move. */
  doing: z.enum(['waiting', 'retry', 'performing', 'ready']),
  since: instant,
  /** Deadline in workspace time, and when that is by the wall clock; null: no maximum. */
  until: instant.nullable(),
  untilReal: instant.nullable(),
  /** Ports a skip may take; the first is the time door's. Empty: nothing to skip. */
  skipPorts: z.array(z.string()),
  reason: z.string().nullable(),
});

const atNode = route
  .route({
    method: 'GET',
    path: '/workflows/{workflowId}/nodes/{nodeId}/runs',
    summary: 'Who is at a node, earliest deadline first',
    tags,
  })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(
    z.object({
      workflowId: id,
      nodeId: z.string().max(40),
      versionId: id.optional(),
      search: z.string().max(100).optional(),
      ...pageInput,
    }),
  )
  .output(
    pageOf(presentRunSchema).extend({
      total: count,
      /** How many time out on each of the next days of the workspace's time zone; only days with somebody. */
      timeouts: z.array(z.object({ day: z.iso.date(), count })),
    }),
  );

export const counts = { ofVersion, atNode };
export type Counts = z.infer<typeof countsSchema>;
export type NodeCounts = z.infer<typeof nodeCountsSchema>;
export type PresentRun = z.infer<typeof presentRunSchema>;
