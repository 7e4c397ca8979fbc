import { z } from 'zod';
import type { Diagnostic, Fix } from '../compiler/diagnostic.ts';
import { graphSchema } from '../graph/graph.ts';
import { id, instant, notFound, personSchema, route } from './base.ts';
import { pauseDurationsSchema, pauseEntrantsSchema } from './pauses.ts';
import { MAY_DRAW, MAY_READ } from './roles.ts';

const tags = ['Workflows'];

/** draft: never published · paused: nobody enters, runs rest · stopped: nobody enters, runs may finish. */
export const WORKFLOW_STATUS = ['draft', 'live', 'paused', 'stopped', 'archived'] as const;
export const workflowStatusSchema = z.enum(WORKFLOW_STATUS);

export const workflowRowSchema = z.object({
  id,
  name: z.string(),
  status: workflowStatusSchema,
  /** What starts it, as names of the draft's trigger nodes. */
  triggers: z.array(z.string()),
  /** Number of the published version; null before the first. */
  version: z.number().int().nullable(),
  /** The draft differs from the published version. */
  draftAhead: z.boolean(),
  /** Runs now: active, of these paused, and parked. */
  active: z.number().int(),
  parked: z.number().int(),
  /** Runs started in the last 30 days of workspace time, and per day, oldest first (30 numbers). */
  entered: z.number().int(),
  entriesPerDay: z.array(z.number().int()),
  lastChange: z.object({ at: instant, by: personSchema }),
});

const configPath = z.array(z.union([z.string(), z.number()]));

/** What the editor can do by one click; `label` is the button. */
export const fixSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('add-trigger'), label: z.string() }),
  z.object({ kind: z.literal('end-here'), label: z.string(), nodeId: z.string(), port: z.string() }),
  z.object({ kind: z.literal('delete-edge'), label: z.string(), edgeId: z.string() }),
  z.object({ kind: z.literal('delete-node'), label: z.string(), nodeId: z.string() }),
  z.object({ kind: z.literal('insert-wait'), label: z.string(), edgeId: z.string() }),
  z.object({
    kind: z.literal('replace'),
    label: z.string(),
    nodeId: z.string(),
    path: configPath,
    from: z.string(),
    to: z.string(),
  }),
]) satisfies z.ZodType<Fix>;

/** Found in a graph by the compiler. Errors block publishing, warnings don't. */
export const diagnosticSchema = z.object({
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  /** A sentence: what is wrong and what to do. */
  message: z.string(),
  nodeId: z.string().optional(),
  port: z.string().optional(),
  edgeId: z.string().optional(),
  /** Where in the node's config. */
  path: configPath.optional(),
  /** What one click can mend. */
  fix: fixSchema.optional(),
}) satisfies z.ZodType<Diagnostic>;

export const versionSchema = z.object({
  id,
  number: z.number().int(),
  hash: z.string(),
  publishedAt: instant,
  publishedBy: personSchema,
  /** Runs on this version that have not ended. */
  active: z.number().int(),
  current: z.boolean(),
});

export const draftSchema = z.object({
  graph: graphSchema,
  /** Raised by each save; a save and a publish name the one they started from. */
  revision: z.number().int(),
  savedAt: instant,
  savedBy: personSchema,
});

export const workflowSchema = z.object({
  id,
  name: z.string(),
  status: workflowStatusSchema,
  draft: draftSchema,
  currentVersion: versionSchema.nullable(),
  /** The draft differs from the current version. */
  draftAhead: z.boolean(),
  canEdit: z.boolean(),
});

const name = z.string().trim().min(1, 'Give it a name').max(100);

/** Somebody else saved meanwhile: their draft comes along, so that the editor can offer theirs, mine, compare. */
export const conflict = {
  'draft-changed': {
    status: 409,
    message: 'Somebody saved this draft meanwhile.',
    data: z.object({ theirs: draftSchema }),
  },
} as const;

const list = route
  .route({ method: 'GET', path: '/workflows', summary: 'All workflows with their numbers, last changed first', tags })
  .meta({ roles: MAY_READ })
  .input(z.object({ status: workflowStatusSchema.optional(), search: z.string().max(100).optional() }))
  .output(
    z.object({
      items: z.array(workflowRowSchema),
      /** Of all workflows, whatever the filter; `parked`: workflows with parked runs. */
      counts: z.object({
        all: z.number().int(),
        live: z.number().int(),
        paused: z.number().int(),
        draft: z.number().int(),
        stopped: z.number().int(),
        archived: z.number().int(),
        parked: z.number().int(),
      }),
    }),
  );

const create = route
  .route({
    method: 'POST',
    path: '/workflows',
    summary: 'Create a workflow, empty or from a graph',
    tags,
    successStatus: 201,
  })
  .meta({ roles: MAY_DRAW })
  .input(z.object({ name, graph: graphSchema.optional() }))
  .output(workflowSchema);

const get = route
  .route({ method: 'GET', path: '/workflows/{workflowId}', summary: 'A workflow with its draft', tags })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ workflowId: id }))
  .output(workflowSchema);

const saveDraft = route
  .route({ method: 'PUT', path: '/workflows/{workflowId}/draft', summary: 'Save the draft', tags })
  .meta({ roles: MAY_DRAW })
  .errors({ ...notFound, ...conflict })
  .input(z.object({ workflowId: id, graph: graphSchema, baseRevision: z.number().int() }))
  .output(z.object({ revision: z.number().int(), savedAt: instant, draftAhead: z.boolean() }));

const rename = route
  .route({ method: 'PUT', path: '/workflows/{workflowId}/name', summary: 'Rename a workflow', tags })
  .meta({ roles: MAY_DRAW })
  .errors(notFound)
  .input(z.object({ workflowId: id, name }))
  .output(z.object({ id, name }));

/** Checks a graph as publishing would, without saving it. */
const diagnose = route
  .route({ method: 'POST', path: '/workflows/{workflowId}/diagnostics', summary: 'Check a graph', tags })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ workflowId: id, graph: graphSchema }))
  .output(z.object({ diagnostics: z.array(diagnosticSchema), hash: z.string().nullable() }));

/** `live` takes up a paused or stopped workflow again and needs a published version; its resting runs go on. */
const setStatus = route
  .route({
    method: 'PUT',
    path: '/workflows/{workflowId}/status',
    summary: 'Pause, stop, archive or take up again',
    tags,
  })
  .meta({ roles: MAY_DRAW })
  .errors({
    ...notFound,
    'status-not-possible': {
      status: 409,
      message: 'The workflow cannot go there from its present status.',
      data: z.object({ status: workflowStatusSchema }),
    },
  })
  .input(
    z.object({
      workflowId: id,
      status: z.enum(['live', 'paused', 'stopped', 'archived']),
      reason: z.string().max(500).optional(),
      /** For stopped and archived: runs go on to their ends (the default), or end now. */
      runs: z.enum(['finish', 'end']).optional(),
      /** For paused: what waits and those who would enter do meanwhile. For live: `durations` may be decided anew. */
      durations: pauseDurationsSchema.optional(),
      entrants: pauseEntrantsSchema.optional(),
      /** For live after paused: what is due goes on within so many minutes of real time. */
      spreadMinutes: z.number().int().min(0).max(1_440).optional(),
    }),
  )
  .output(z.object({ id, status: workflowStatusSchema }));

export const workflows = { list, create, get, saveDraft, rename, diagnose, setStatus };
export type WorkflowRow = z.infer<typeof workflowRowSchema>;
export type Workflow = z.infer<typeof workflowSchema>;
export type Draft = z.infer<typeof draftSchema>;
export type Version = z.infer<typeof versionSchema>;
export type WorkflowStatus = z.infer<typeof workflowStatusSchema>;
