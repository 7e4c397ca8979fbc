import { z } from 'zod';
import { id, instant, notFound, pageInput, pageOf, personSchema, route } from './base.ts';
import { MAY_OPERATE, MAY_READ } from './roles.ts';
import { controlActionSchema } from './run-control.ts';
import { runRowSchema, runStatusSchema } from './run-views.ts';

const tags = ['Runs'];
const count = z.number().int();

/** Which runs; all that are given hold. Ended runs are never among them unless asked for by status. */
export const runFilterSchema = z.object({
  workflowId: id.optional(),
  versionId: id.optional(),
  /** At this node now. */
  nodeId: z.string().max(40).optional(),
  status: runStatusSchema.optional(),
  /** Parked for this cause, or waiting to try again after it. */
  code: z.string().max(80).optional(),
  /** Entered at this instant (workspace time) or later. */
  since: instant.optional(),
});

/*
 * running ──all treated──▶ done     running ──a person──▶ cancelled
 */
export const controlJobSchema = z.object({
  id,
  status: z.enum(['running', 'done', 'cancelled']),
  action: controlActionSchema,
  filter: runFilterSchema,
  /** Runs a minute; null: as fast as it goes. */
  perMinute: count.nullable(),
  total: count,
  done: count,
  /** Could not be done: the run had moved, or was in another state. By code. */
  refused: z.record(z.string(), count),
  by: personSchema,
  reason: z.string().nullable(),
  startedAt: instant,
  startedReal: instant,
  finishedAt: instant.nullable(),
  /** About when it will be done, real time; null where it is over, or not yet known. */
  readyAt: instant.nullable(),
});

const preview = route
  .route({ method: 'POST', path: '/control-jobs/preview', summary: 'Which runs an action on many would concern', tags })
  .meta({ roles: MAY_OPERATE })
  .input(z.object({ filter: runFilterSchema, action: controlActionSchema }))
  .output(
    z.object({
      count,
      /** Of these, how many stand where the action can be done now. */
      possible: count,
      /** The first ten. */
      items: z.array(runRowSchema),
    }),
  );

const start = route
  .route({ method: 'POST', path: '/control-jobs', summary: 'Do something to many runs', tags, successStatus: 201 })
  .meta({ roles: MAY_OPERATE })
  .errors({ 'no-runs': { status: 409, message: 'No run matches any more; nothing was started.' } })
  .input(
    z.object({
      filter: runFilterSchema,
      action: controlActionSchema,
      perMinute: z.number().int().min(1).max(60_000).optional(),
      reason: z.string().max(500).optional(),
    }),
  )
  .output(controlJobSchema);

const list = route
  .route({ method: 'GET', path: '/control-jobs', summary: 'Actions on many runs, newest first', tags })
  .meta({ roles: MAY_READ })
  .input(z.object({ status: z.enum(['running', 'done', 'cancelled']).optional(), ...pageInput }))
  .output(pageOf(controlJobSchema));

const get = route
  .route({ method: 'GET', path: '/control-jobs/{jobId}', summary: 'How far an action on many runs is', tags })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ jobId: id }))
  .output(controlJobSchema);

/** Runs treated already stay as they are. */
const cancel = route
  .route({ method: 'POST', path: '/control-jobs/{jobId}/cancel', summary: 'Stop treating further runs', tags })
  .meta({ roles: MAY_OPERATE })
  .errors(notFound)
  .input(z.object({ jobId: id }))
  .output(controlJobSchema);

export const controlJobs = { preview, start, list, get, cancel };
export type ControlJob = z.infer<typeof controlJobSchema>;
export type RunFilterInput = z.infer<typeof runFilterSchema>;
