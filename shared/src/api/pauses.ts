import { z } from 'zod';
import { id, instant, leadRefSchema, notFound, personSchema, route } from './base.ts';
import { MAY_DRAW, MAY_GOVERN, MAY_OPERATE, MAY_READ } from './roles.ts';

const tags = ['Pauses'];
const count = z.number().int();

/** Where a pause may lie (3.A1). A run is paused by its own actions (`runs`), a workflow by its status (`workflows`). */
export const PAUSE_LEVELS = ['workspace', 'channel', 'workflow', 'version', 'node', 'lead', 'run'] as const;
export type PauseLevel = (typeof PAUSE_LEVELS)[number];

/** Channels whose effects can be held back. */
export const PAUSE_CHANNELS = ['email', 'sms', 'http'] as const;

/** stop: the time of waits does not count while the pause is on · run: it goes on. Dates never move. */
export const pauseDurationsSchema = z.enum(['stop', 'run']);
/** queue: whoever would enter meanwhile enters at the resume, in order · drop: does not enter, and the reason is kept. */
export const pauseEntrantsSchema = z.enum(['queue', 'drop']);

/** What is decided when something is paused. */
export const pauseChoices = {
  durations: pauseDurationsSchema.optional(),
  entrants: pauseEntrantsSchema.optional(),
  reason: z.string().max(500).optional(),
};

/** What is decided when it goes on: `durations` may be decided anew; what is due is spread over so many minutes of real time. */
export const resumeChoices = {
  durations: pauseDurationsSchema.optional(),
  spreadMinutes: z.number().int().min(0).max(1_440).optional(),
  reason: z.string().max(500).optional(),
};

export const pauseSchema = z.object({
  id,
  level: z.enum(['workspace', 'channel', 'workflow', 'version', 'node', 'lead']),
  /** Of workflow, version and node. */
  workflow: z.object({ id, name: z.string() }).nullable(),
  version: z.object({ id, number: count }).nullable(),
  node: z.object({ id: z.string(), name: z.string() }).nullable(),
  channel: z.enum(PAUSE_CHANNELS).nullable(),
  lead: leadRefSchema.nullable(),
  durations: pauseDurationsSchema,
  entrants: pauseEntrantsSchema,
  since: instant,
  by: personSchema,
  reason: z.string().nullable(),
});

/** What would follow a resume, by what is decided of durations. */
const consequencesSchema = z.object({
  /** Runs that go on at once. */
  due: count,
  /** Runs whose time comes later. */
  later: count,
});

export const resumePreviewSchema = z.object({
  pause: pauseSchema,
  stop: consequencesSchema,
  run: consequencesSchema,
  /** Runs that wait for an event only. */
  waiting: count,
  /** Runs that another pause goes on holding. */
  held: count,
  /** Who waits to enter. */
  queued: count,
  /** False where there are so many runs that only the first 50,000 were counted. */
  complete: z.boolean(),
});

const list = route
  .route({ method: 'GET', path: '/pauses', summary: 'What is paused now, newest first', tags })
  .meta({ roles: MAY_READ })
  .input(
    z.object({
      /** Only what concerns this workflow or this lead, the workspace and its channels included. */
      workflowId: id.optional(),
      leadId: id.optional(),
    }),
  )
  .output(z.object({ items: z.array(pauseSchema) }));

const errors = {
  ...notFound,
  'already-paused': { status: 409, message: 'That is paused already.', data: z.object({ pause: pauseSchema }) },
} as const;

/** Everything in the workspace rests: nobody enters, no run moves, nothing is sent. */
const pauseWorkspace = route
  .route({ method: 'POST', path: '/pauses/workspace', summary: 'Pause everything', tags, successStatus: 201 })
  .meta({ roles: MAY_GOVERN })
  .errors(errors)
  .input(z.object(pauseChoices))
  .output(pauseSchema);

/** Runs go on up to their next effect of the channel. */
const pauseChannel = route
  .route({ method: 'POST', path: '/pauses/channels', summary: 'Pause a channel', tags, successStatus: 201 })
  .meta({ roles: MAY_GOVERN })
  .errors(errors)
  .input(z.object({ channel: z.enum(PAUSE_CHANNELS), reason: pauseChoices.reason }))
  .output(pauseSchema);

const pauseVersion = route
  .route({
    method: 'POST',
    path: '/workflows/{workflowId}/versions/{versionId}/pause',
    summary: 'Pause the runs of a version',
    tags,
    successStatus: 201,
  })
  .meta({ roles: MAY_DRAW })
  .errors(errors)
  .input(z.object({ workflowId: id, versionId: id, ...pauseChoices }))
  .output(pauseSchema);

/** In all versions: who would begin or leave there rests. */
const pauseNode = route
  .route({
    method: 'POST',
    path: '/workflows/{workflowId}/nodes/{nodeId}/pause',
    summary: 'Pause a step',
    tags,
    successStatus: 201,
  })
  .meta({ roles: MAY_DRAW })
  .errors(errors)
  .input(z.object({ workflowId: id, nodeId: z.string().min(1).max(40), ...pauseChoices }))
  .output(pauseSchema);

const pauseLead = route
  .route({
    method: 'POST',
    path: '/leads/{leadId}/pause',
    summary: 'Pause all runs of a lead',
    tags,
    successStatus: 201,
  })
  .meta({ roles: MAY_OPERATE })
  .errors(errors)
  .input(z.object({ leadId: id, ...pauseChoices }))
  .output(pauseSchema);

/** Also of a workflow that is paused by its status. */
const preview = route
  .route({ method: 'GET', path: '/pauses/{pauseId}/preview', summary: 'What a resume would set going', tags })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ pauseId: id }))
  .output(resumePreviewSchema);

/** Whoever may pause a level may resume it; a workflow is taken up again by its status. */
const resume = route
  .route({ method: 'POST', path: '/pauses/{pauseId}/resume', summary: 'Let it go on', tags })
  .meta({ roles: MAY_OPERATE })
  .errors({
    ...notFound,
    'resume-by-status': {
      status: 409,
      message: 'This workflow is paused by its status: set it to live to take it up again.',
      data: z.object({ workflowId: id }),
    },
  })
  .input(z.object({ pauseId: id, ...resumeChoices }))
  .output(z.object({ id }));

export const pauses = { list, pauseWorkspace, pauseChannel, pauseVersion, pauseNode, pauseLead, preview, resume };
export type Pause = z.infer<typeof pauseSchema>;
export type PauseChannel = (typeof PAUSE_CHANNELS)[number];
export type PauseDurations = z.infer<typeof pauseDurationsSchema>;
export type PauseEntrants = z.infer<typeof pauseEntrantsSchema>;
export type ResumePreview = z.infer<typeof resumePreviewSchema>;
