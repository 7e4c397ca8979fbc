import { z } from 'zod';
import { id, instant, notFound, route } from './base.ts';
import { MAY_OPERATE, MAY_READ } from './roles.ts';
import { positionSchema } from './run-views.ts';

const tags = ['Runs'];
const node = z.string().min(1).max(40);
const variable = z.string().trim().min(1).max(80);
const eventName = z.string().trim().min(1).max(200);
/** A value as a condition can read it, or null. */
const value = z.union([z.string().max(2_000), z.number(), z.boolean(), z.null()]);

/** What a person may do with one run, or with many (3.A3). */
export const controlActionSchema = z.discriminatedUnion('kind', [
  /** stop (the default): the time of waits does not count meanwhile · run: it goes on. */
  z.object({ kind: z.literal('pause'), durations: z.enum(['stop', 'run']).optional() }),
  z.object({ kind: z.literal('resume') }),
  z.object({ kind: z.literal('skip-wait'), port: z.string().max(80).optional() }),
  z.object({ kind: z.literal('run-now') }),
  z.object({ kind: z.literal('move'), node }),
  /** live: every message goes out again · only-unsent: messages that went out on an earlier visit are passed by. */
  z.object({ kind: z.literal('replay'), node, mode: z.enum(['live', 'only-unsent']) }),
  z.object({ kind: z.literal('retry') }),
  /** Goes on behind a step that a fault holds it at, as if the step had done nothing; by its way of success, or by the named port. */
  z.object({ kind: z.literal('skip-step'), port: z.string().max(80).optional() }),
  z.object({ kind: z.literal('restart') }),
  /** A value of null takes the variable away. */
  z.object({ kind: z.literal('set-variable'), name: variable, value }),
  z.object({
    kind: z.literal('inject-event'),
    name: eventName,
    properties: z.record(z.string().max(200), z.json()).default({}),
  }),
  z.object({ kind: z.literal('exit') }),
]);
export type ControlAction = z.infer<typeof controlActionSchema>;

/** The run moved since the person looked: nothing was done, and here is where it is (3.A3). */
export const controlErrors = {
  ...notFound,
  'run-moved': {
    status: 409,
    message: 'The run has moved since you looked; nothing was changed.',
    data: z.object({ position: positionSchema }),
  },
  'run-not-possible': {
    status: 409,
    message: 'That cannot be done with this run now; nothing was changed.',
    /** `code`: why, of one list; `ports`: those that may be named. */
    data: z.object({ position: positionSchema, code: z.string(), ports: z.array(z.string()).optional() }),
  },
} as const;

/** `stepNo` as the person saw it: a double click does the thing once. */
export const controlInput = { runId: id, stepNo: z.number().int(), reason: z.string().max(500).optional() };

/** Any action on one run. A restart answers the position of the run that it began. */
export const control = route
  .route({
    method: 'POST',
    path: '/runs/{runId}/control',
    summary: 'Run now, move, replay, retry, restart, change a variable, put in an event, and the rest',
    tags,
  })
  .meta({ roles: MAY_OPERATE })
  .errors(controlErrors)
  .input(z.object({ ...controlInput, action: controlActionSchema }))
  .output(positionSchema);

const replayedStepSchema = z.object({
  nodeId: z.string(),
  name: z.string(),
  type: z.string(),
  visit: z.number().int(),
  kind: z.enum(['rest', 'left', 'ended', 'parked', 'control']),
  port: z.string().nullable(),
  text: z.string(),
  at: instant,
});
export type ReplayedStep = z.infer<typeof replayedStepSchema>;

/** A recorded path and the one recomputed from what its decisions saw, side by side. */
export const dryReplaySchema = z.object({
  same: z.boolean(),
  /** Place of the first step that differs; null where none does. */
  differsAt: z.number().int().nullable(),
  /** parted: the record does not know what would have come beyond the last step shown. */
  reached: z.enum(['all', 'parted']),
  recorded: z.array(replayedStepSchema),
  replayed: z.array(replayedStepSchema),
});
export type DryReplay = z.infer<typeof dryReplaySchema>;

/** Recomputes a run; sends, changes and writes nothing. An untouched run's replay equals its record. */
export const dryReplay = route
  .route({ method: 'POST', path: '/runs/{runId}/dry-replay', summary: 'Recompute a run beside its record', tags })
  .meta({ roles: MAY_READ })
  .errors({
    ...notFound,
    'not-recorded': { status: 409, message: 'What this run saw was not recorded, so it cannot be recomputed.' },
  })
  .input(
    z.object({
      runId: id,
      /** From the first visit of this node on. */
      nodeId: node.optional(),
      /** Attributes of the lead as they should have been, from there on. */
      attributes: z.record(z.string().max(80), z.json()).optional(),
    }),
  )
  .output(dryReplaySchema);
