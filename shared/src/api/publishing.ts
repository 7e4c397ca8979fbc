import { z } from 'zod';
import { graphSchema } from '../graph/graph.ts';
import { id, instant, notFound, personSchema, route } from './base.ts';
import { moveOptionsSchema, moveSchema, publishPreviewSchema, versionChangeSchema } from './publish-views.ts';
import { MAY_DRAW, MAY_READ } from './roles.ts';
import { runRowSchema } from './run-views.ts';
import { conflict, diagnosticSchema, versionSchema } from './workflows.ts';

const tags = ['Versions'];
const count = z.number().int();

const stale = {
  'publish-running': { status: 409, message: 'Somebody else is publishing this workflow at this moment.' },
  'not-publishable': {
    status: 422,
    message: 'The draft has problems that block publishing.',
    data: z.object({ diagnostics: z.array(diagnosticSchema) }),
  },
} as const;

const badChoice = {
  'bad-choice': { status: 422, message: 'A choice names a node or a target that is not there.' },
} as const;

const preview = route
  .route({
    method: 'POST',
    path: '/workflows/{workflowId}/versions/preview',
    summary: 'What publishing the draft would change, and whom it would concern',
    tags,
  })
  .meta({ roles: MAY_READ })
  .errors({ ...notFound, ...conflict })
  .input(z.object({ workflowId: id, revision: z.number().int() }))
  .output(publishPreviewSchema);

/**
 * Freezes the draft. An unchanged plan makes no new version: `unchanged` says so, and the workflow is taken live again if it was not. Runs stay on their
 * version unless `moves` chooses otherwise; whoever came to rest meanwhile at a node for which nothing is chosen stays.
 */
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
    ...stale,
    ...badChoice,
  })
  .input(z.object({ workflowId: id, revision: z.number().int(), moves: moveOptionsSchema.optional() }))
  .output(
    z.object({
      version: versionSchema,
      unchanged: z.boolean(),
      warnings: z.array(diagnosticSchema),
      /** The move that was begun, if any. */
      moveId: id.nullable(),
      /** Real time; null where there is no former version to go back to, or nothing changed. */
      takeBackUntil: instant.nullable(),
    }),
  );

/** Makes the former version current again. Runs that started on the new one finish theirs and are listed; a move that waits is cancelled. */
const takeBack = route
  .route({
    method: 'POST',
    path: '/workflows/{workflowId}/versions/{versionId}/take-back',
    summary: 'Take a publish back',
    tags,
  })
  .meta({ roles: MAY_DRAW })
  .errors({
    ...notFound,
    'too-late': { status: 409, message: 'The time to take it back is over. Restore the former version instead.' },
  })
  .input(z.object({ workflowId: id, versionId: id }))
  .output(z.object({ current: versionSchema, started: count, runs: z.array(runRowSchema) }));

/** How the newest publish is going, for the line shown while it can be taken back. */
const sincePublish = route
  .route({
    method: 'GET',
    path: '/workflows/{workflowId}/versions/{versionId}/since',
    summary: 'Who entered and what was sent on a version so far',
    tags,
  })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ workflowId: id, versionId: id }))
  .output(z.object({ entered: count, sent: count, takeBackUntil: instant.nullable() }));

/** Two graphs of a workflow in words; `to` left out: the draft. */
const compare = route
  .route({
    method: 'GET',
    path: '/workflows/{workflowId}/versions/{versionId}/changes',
    summary: 'What is different in another version, in words',
    tags,
  })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ workflowId: id, versionId: id, to: id.optional() }))
  .output(z.object({ changes: z.array(versionChangeSchema) }));

/** Two graphs that need not be saved, such as both sides of a conflict. */
const compareGraphs = route
  .route({
    method: 'POST',
    path: '/workflows/{workflowId}/changes',
    summary: 'What is different between two graphs, in words',
    tags,
  })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ workflowId: id, from: graphSchema, to: graphSchema }))
  .output(z.object({ changes: z.array(versionChangeSchema) }));

/** Puts a version's graph into the draft, as one save: the person publishes it, which makes a new version. */
const restore = route
  .route({
    method: 'POST',
    path: '/workflows/{workflowId}/versions/{versionId}/restore',
    summary: 'Make a version the draft',
    tags,
  })
  .meta({ roles: MAY_DRAW })
  .errors({ ...notFound, ...conflict })
  .input(z.object({ workflowId: id, versionId: id, baseRevision: z.number().int() }))
  .output(z.object({ revision: z.number().int(), savedAt: instant }));

/** The draft as it is now is published at that time, if it still can be; a later save does not change what is published. */
const schedule = route
  .route({ method: 'PUT', path: '/workflows/{workflowId}/scheduled-publish', summary: 'Publish the draft later', tags })
  .meta({ roles: MAY_DRAW })
  .errors({
    ...notFound,
    ...conflict,
    ...stale,
    ...badChoice,
    'time-past': { status: 422, message: 'The time is over already.' },
  })
  .input(z.object({ workflowId: id, revision: z.number().int(), at: instant, moves: moveOptionsSchema.optional() }))
  .output(z.object({ at: instant }));

const scheduled = route
  .route({
    method: 'GET',
    path: '/workflows/{workflowId}/scheduled-publish',
    summary: 'What will be published later',
    tags,
  })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ workflowId: id }))
  .output(
    z.object({
      scheduled: z
        .object({ at: instant, revision: z.number().int(), by: personSchema, failed: z.string().nullable() })
        .nullable(),
    }),
  );

const unschedule = route
  .route({
    method: 'DELETE',
    path: '/workflows/{workflowId}/scheduled-publish',
    summary: 'Do not publish it later',
    tags,
  })
  .meta({ roles: MAY_DRAW })
  .errors(notFound)
  .input(z.object({ workflowId: id }))
  .output(z.object({ unscheduled: z.boolean() }));

const listMoves = route
  .route({
    method: 'GET',
    path: '/workflows/{workflowId}/moves',
    summary: 'Moves between versions, newest first',
    tags,
  })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ workflowId: id }))
  .output(z.object({ items: z.array(moveSchema) }));

/** Runs moved already stay moved; those that were to move at their next step stay where they are. */
const cancelMove = route
  .route({ method: 'POST', path: '/moves/{moveId}/cancel', summary: 'Move no further runs', tags })
  .meta({ roles: MAY_DRAW })
  .errors(notFound)
  .input(z.object({ moveId: id }))
  .output(moveSchema);

/** Runs moved by it that have not gone on since return to the version and the wait they came from; the others stay. */
const rollBackMove = route
  .route({ method: 'POST', path: '/moves/{moveId}/roll-back', summary: 'Move the runs back', tags })
  .meta({ roles: MAY_DRAW })
  .errors({ ...notFound, 'still-moving': { status: 409, message: 'Cancel the move first.' } })
  .input(z.object({ moveId: id }))
  .output(moveSchema);

export const publishing = {
  preview,
  publish,
  takeBack,
  sincePublish,
  compare,
  compareGraphs,
  restore,
  schedule,
  scheduled,
  unschedule,
  listMoves,
  cancelMove,
  rollBackMove,
};
