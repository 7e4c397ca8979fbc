import { z } from 'zod';
import { id, notFound, pageInput, pageOf, route } from './base.ts';
import { MAY_OPERATE, MAY_READ } from './roles.ts';
import { control, controlErrors, controlInput, dryReplay } from './run-control.ts';
import { positionSchema, runRowSchema, runSchema, runStatusSchema } from './run-views.ts';

const tags = ['Runs'];

const action = z.object(controlInput);

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
  .errors(controlErrors)
  .input(action)
  .output(positionSchema);

const resume = route
  .route({ method: 'POST', path: '/runs/{runId}/resume', summary: 'Let a paused run go on', tags })
  .meta({ roles: MAY_OPERATE })
  .errors(controlErrors)
  .input(action)
  .output(positionSchema);

/** Takes the port of the time door; where a wait has none, the person names the port. */
const skipWait = route
  .route({ method: 'POST', path: '/runs/{runId}/skip-wait', summary: 'End the wait a run is in', tags })
  .meta({ roles: MAY_OPERATE })
  .errors(controlErrors)
  .input(action.extend({ port: z.string().max(80).optional() }))
  .output(positionSchema);

const exit = route
  .route({ method: 'POST', path: '/runs/{runId}/exit', summary: 'Take a lead out of the workflow', tags })
  .meta({ roles: MAY_OPERATE })
  .errors(controlErrors)
  .input(action)
  .output(positionSchema);

export const runs = { list, get, pause, resume, skipWait, exit, control, dryReplay };
