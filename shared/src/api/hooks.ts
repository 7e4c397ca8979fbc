import { z } from 'zod';
import { id, instant, notFound, route } from './base.ts';
import { MAY_DRAW } from './roles.ts';

const tags = ['Workflows'];

/** Where another system sets off a trigger of a workflow. The address is a secret: whoever knows it may call. */
export const hookSchema = z.object({
  url: z.string(),
  /** The latest call, workspace time; null: nobody called yet. */
  lastAt: instant.nullable(),
  /** What became of it: `accepted`, or why not (`not-live`, `no-lead`, `body-not-json`, `body-too-large` …). */
  lastCode: z.string().nullable(),
});

const step = z.object({ workflowId: id, nodeId: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/) });

/** It is there before the first publish; calls count once the workflow is live. */
const get = route
  .route({
    method: 'GET',
    path: '/workflows/{workflowId}/hooks/{nodeId}',
    summary: 'The address of a webhook trigger',
    tags,
  })
  .meta({ roles: MAY_DRAW })
  .errors(notFound)
  .input(step)
  .output(hookSchema);

/** The former address is unknown from then on. */
const rotate = route
  .route({
    method: 'POST',
    path: '/workflows/{workflowId}/hooks/{nodeId}/rotate',
    summary: 'Give a webhook trigger another address',
    tags,
  })
  .meta({ roles: MAY_DRAW })
  .errors(notFound)
  .input(step)
  .output(hookSchema);

export const hooks = { get, rotate };
export type Hook = z.infer<typeof hookSchema>;
