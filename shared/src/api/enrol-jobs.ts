import { z } from 'zod';
import { id, instant, notFound, pageInput, pageOf, personSchema, route } from './base.ts';
import { MAY_OPERATE, MAY_READ } from './roles.ts';

const tags = ['Leads'];
const count = z.number().int();

/** Which leads; all that are given hold, none given: every lead. */
export const leadFilterSchema = z.object({
  /** Part of name, company or address. */
  search: z.string().trim().max(100).optional(),
  /** With a run of this workflow that has not ended. */
  runsIn: id.optional(),
  segmentId: id.optional(),
});

const refused = z.array(z.object({ code: z.string(), text: z.string(), count }));
const body = z.object({ filter: leadFilterSchema, workflowId: id });

/*
 * running ──all looked at──▶ done     running ──a person, or the workflow is stopped──▶ cancelled
 * While the workflow is paused the job rests.
 */
export const enrolJobSchema = z.object({
  id,
  status: z.enum(['running', 'done', 'cancelled']),
  workflow: z.object({ id, name: z.string() }),
  filter: leadFilterSchema,
  /** Leads a minute; null: as fast as it goes. */
  perMinute: count.nullable(),
  /** Leads that matched when it began, counted up to 100,000. */
  total: count,
  looked: count,
  entered: count,
  /** Why the others did not, most frequent first. */
  refused,
  by: personSchema,
  reason: z.string().nullable(),
  /** Real time, as the rest of it. */
  startedAt: instant,
  finishedAt: instant.nullable(),
  /** About when it will be done; null where it is over, or not yet known. */
  readyAt: instant.nullable(),
});

const noTrigger = {
  'no-trigger': {
    status: 409,
    message:
      'The workflow is not live, or has neither a manual trigger nor one by this segment: nobody can be entered.',
  },
} as const;

/** Judged by the workflow's own rules for re-entry; nothing is written. */
const preview = route
  .route({
    method: 'POST',
    path: '/enrol-jobs/preview',
    summary: 'How many leads would enter, and why not others',
    tags,
  })
  .meta({ roles: MAY_OPERATE })
  .errors({ ...notFound, ...noTrigger })
  .input(body)
  .output(
    z.object({
      matching: count,
      /** There are more than were counted. */
      matchingCapped: z.boolean(),
      /** How many were judged: the newest ones, where there are too many for an answer at once. */
      looked: count,
      entering: count,
      refused,
      /** What lets them in. */
      by: z.enum(['manual', 'segment']),
    }),
  );

/** Every lead that matches and is known now; each is judged when its turn comes. */
const start = route
  .route({
    method: 'POST',
    path: '/enrol-jobs',
    summary: 'Put all leads of a filter into a workflow',
    tags,
    successStatus: 201,
  })
  .meta({ roles: MAY_OPERATE })
  .errors({ ...notFound, ...noTrigger })
  .input(
    body.extend({
      perMinute: z.number().int().min(1).max(60_000).optional(),
      reason: z.string().trim().max(500).optional(),
    }),
  )
  .output(enrolJobSchema);

const list = route
  .route({ method: 'GET', path: '/enrol-jobs', summary: 'Enrolments of many leads, newest first', tags })
  .meta({ roles: MAY_READ })
  .input(
    z.object({
      status: z.enum(['running', 'done', 'cancelled']).optional(),
      workflowId: id.optional(),
      ...pageInput,
    }),
  )
  .output(pageOf(enrolJobSchema));

const get = route
  .route({ method: 'GET', path: '/enrol-jobs/{enrolJobId}', summary: 'How far an enrolment of many leads is', tags })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ enrolJobId: id }))
  .output(enrolJobSchema);

/** Leads that entered already stay in. */
const cancel = route
  .route({ method: 'POST', path: '/enrol-jobs/{enrolJobId}/cancel', summary: 'Let no further leads enter', tags })
  .meta({ roles: MAY_OPERATE })
  .errors(notFound)
  .input(z.object({ enrolJobId: id }))
  .output(enrolJobSchema);

export const enrolJobs = { preview, start, list, get, cancel };
export type EnrolJob = z.infer<typeof enrolJobSchema>;
export type LeadFilterInput = z.infer<typeof leadFilterSchema>;
