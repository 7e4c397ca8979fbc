import { z } from 'zod';
import { graphSchema } from '../graph/graph.ts';
import { id, notFound, route } from './base.ts';
import { MAY_DRAW, MAY_READ } from './roles.ts';
import { conflict, diagnosticSchema, versionSchema } from './workflows.ts';

const tags = ['Versions'];

const list = route
  .route({ method: 'GET', path: '/workflows/{workflowId}/versions', summary: 'Published versions, newest first', tags })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ workflowId: id }))
  .output(z.object({ items: z.array(versionSchema) }));

const get = route
  .route({
    method: 'GET',
    path: '/workflows/{workflowId}/versions/{versionId}',
    summary: 'A published version with its graph',
    tags,
  })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ workflowId: id, versionId: id }))
  .output(versionSchema.extend({ graph: graphSchema }));

/** Freezes the draft. An unchanged plan makes no new version: `unchanged` says so, and the workflow is taken live again if it was not. */
const publish = route
  .route({
    method: 'POST',
    path: '/workflows/{workflowId}/versions',
    summary: 'Publish the draft',
    tags,
    successStatus: 201,
  })
  .meta({ roles: MAY_DRAW })
  .errors({
    ...notFound,
    ...conflict,
    'publish-running': { status: 409, message: 'Somebody else is publishing this workflow at this moment.' },
    'not-publishable': {
      status: 422,
      message: 'The draft has problems that block publishing.',
      data: z.object({ diagnostics: z.array(diagnosticSchema) }),
    },
  })
  .input(z.object({ workflowId: id, revision: z.number().int() }))
  .output(z.object({ version: versionSchema, unchanged: z.boolean(), warnings: z.array(diagnosticSchema) }));

export const versions = { list, get, publish };
