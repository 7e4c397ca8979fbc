import { z } from 'zod';
import { id, notFound, pageInput, pageOf, route } from './base.ts';
import { MAY_OPERATE, MAY_READ } from './roles.ts';
import { positionSchema, runRowSchema, runSchema, runStatusSchema } from './run-views.ts';

const tags = ['Runs'];

/** The run moved since the person looked: nothing was done, and here is where it is (3.A3). */
const moved = {
  'run-moved': {
    status: 409,
    message: 'The run has moved since you looked; nothing was changed.',
    data: z.object({ position: positionSchema }),
  },
  'run-not-possible': {
    status: 409,
    message: 'That cannot be done with this run now; nothing was changed.',
    data: z.object({ position: positionSchema }),
  },
} as const;

const action = z.object({
  runId: id,
  /** `stepNo` as the person saw it: a double click does the thing once. */
  stepNo: z.number().int(),
  reason: z.string().max(500).optional(),
});

const list = route
  .route({ method: 'GET', path: '/runs', summary: 'Runs, newest first', tags })
  .meta({ roles: MAY_READ })
  .input(
    z.object({ workflowId: id.optional(), leadId: id.optional(), status: runStatusSchema.optional(), ...pageInput }),
  )
  .output(pageOf(runRowSchema));

const get = route
  .route({ method: 'GET', path: '/runs/{runId}', summary: 'A run with its drawing, steps, waits and effects', tags })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ runId: id }))
  .output(runSchema);

const pause = route
  .route({ method: 'POST', path: '/runs/{runId}/pause', summary: 'Freeze a run where it is', tags })
  .meta({ roles: MAY_OPERATE })
  .errors({ ...notFound, ...moved })
  .input(action)
  .output(positionSchema);

const resume = route
  .route({ method: 'POST', path: '/runs/{runId}/resume', summary: 'Let a paused run go on', tags })
  .meta({ roles: MAY_OPERATE })
  .errors({ ...notFound, ...moved })
  .input(action)
  .output(positionSchema);

/** Takes the port of the time door; where a wait has none, the person names the port. */
const skipWait = route
  .route({ method: 'POST', path: '/runs/{runId}/skip-wait', summary: 'End the wait a run is in', tags })
  .meta({ roles: MAY_OPERATE })
  .errors({ ...notFound, ...moved })
  .input(action.extend({ port: z.string().max(80).optional() }))
  .output(positionSchema);

const exit = route
  .route({ method: 'POST', path: '/runs/{runId}/exit', summary: 'Take a lead out of the workflow', tags })
  .meta({ roles: MAY_OPERATE })
  .errors({ ...notFound, ...moved })
  .input(action)
  .output(positionSchema);

export const runs = { list, get, pause, resume, skipWait, exit };
