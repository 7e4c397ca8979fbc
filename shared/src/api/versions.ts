import { z } from 'zod';
import { graphSchema } from '../graph/graph.ts';
import { id, notFound, route } from './base.ts';
import { publishing } from './publishing.ts';
import { MAY_READ } from './roles.ts';
import { versionSchema } from './workflows.ts';

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

export const versions = { list, get, ...publishing };
