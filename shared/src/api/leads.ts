import { z } from 'zod';
import { consentStateSchema } from '../lead/lead.ts';
import { id, instant, leadRefSchema, notFound, pageInput, pageOf, route } from './base.ts';
import { MAY_GOVERN, MAY_OPERATE, MAY_READ } from './roles.ts';
import { pathStepSchema, runRowSchema } from './run-views.ts';
import { timelineEntrySchema, timelineKindSchema } from './timeline.ts';

const tags = ['Leads'];

/** A run beside its tiny path. */
export const leadRunSchema = runRowSchema.extend({ path: z.array(pathStepSchema) });

export const leadRowSchema = leadRefSchema.extend({
  phone: z.string().nullable(),
  stage: z.string().nullable(),
  consentEmail: consentStateSchema,
  createdAt: instant,
  /** The run that moved last, of those not ended; `activeRuns` counts all. */
  run: leadRunSchema.pick({ id: true, workflow: true, version: true, status: true, at: true, path: true }).nullable(),
  activeRuns: z.number().int(),
  /** `text` reads like the timeline: `Clicked "read-guide" in Insights mail`. */
  lastEvent: z.object({ name: z.string(), text: z.string(), at: instant }).nullable(),
});

export const leadSchema = leadRefSchema.extend({
  phone: z.string().nullable(),
  stage: z.string().nullable(),
  title: z.string().nullable(),
  /** IANA zone of the lead and where it was found (3.W8). */
  timeZone: z.object({ zone: z.string(), source: z.enum(['lead', 'account', 'workflow', 'workspace', 'utc']) }),
  attributes: z.record(z.string(), z.unknown()),
  tags: z.array(z.string()),
  identities: z.array(
    z.object({ kind: z.enum(['userId', 'anonymousId', 'email']), value: z.string(), since: instant }),
  ),
  consent: z.object({
    email: z.object({ state: consentStateSchema, at: instant.nullable(), source: z.string().nullable() }),
    sms: z.object({ state: consentStateSchema, at: instant.nullable(), source: z.string().nullable() }),
  }),
  /** Why mail to the address is blocked, if it is. */
  suppressed: z.enum(['unsubscribed', 'complained', 'hard-bounced', 'by-person']).nullable(),
  createdAt: instant,
  lastEventAt: instant.nullable(),
  runs: z.object({ active: z.number().int(), ended: z.number().int() }),
});

const list = route
  .route({ method: 'GET', path: '/leads', summary: 'Leads, searched and sorted, page by page', tags })
  .meta({ roles: MAY_READ })
  .input(
    z.object({
      /** Part of name, company or address. */
      search: z.string().max(100).optional(),
      sort: z.enum(['last-event', 'newest']).optional(),
      /** Only leads with a run of this workflow that has not ended. */
      workflowId: id.optional(),
      ...pageInput,
    }),
  )
  .output(
    pageOf(leadRowSchema).extend({
      /** How many match, counted up to 10,000; `matchingCapped`: there are more. */
      matching: z.number().int(),
      matchingCapped: z.boolean(),
      /** All leads of the workspace, counted up to 100,000. */
      total: z.number().int(),
    }),
  );

const create = route
  .route({ method: 'POST', path: '/leads', summary: 'Add a lead by hand', tags, successStatus: 201 })
  .meta({ roles: MAY_OPERATE })
  .errors({
    'lead-exists': {
      status: 409,
      message:
        'A lead with this address or user id exists: `data.lead` names it. Change that one, or send another address.',
      data: z.object({ lead: leadRefSchema }),
    },
  })
  .input(
    z.object({
      email: z.email().max(254),
      firstName: z.string().trim().max(80).optional(),
      lastName: z.string().trim().max(80).optional(),
      company: z.string().trim().max(120).optional(),
      userId: z.string().trim().min(1).max(200).optional(),
      timeZone: z.string().max(60).optional(),
    }),
  )
  .output(leadSchema);

const get = route
  .route({ method: 'GET', path: '/leads/{leadId}', summary: 'A lead', tags })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ leadId: id }))
  .output(leadSchema);

/** One list of events, steps, sends, consents and near misses, newest first. */
const timeline = route
  .route({ method: 'GET', path: '/leads/{leadId}/timeline', summary: 'What happened to a lead, and why', tags })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ leadId: id, kind: timelineKindSchema.optional(), ...pageInput }))
  .output(
    pageOf(timelineEntrySchema).extend({
      /** Per kind, on the first page only. */
      counts: z.record(timelineKindSchema, z.number().int()).nullable(),
    }),
  );

const runs = route
  .route({
    method: 'GET',
    path: '/leads/{leadId}/runs',
    summary: 'Runs of a lead with their paths, running ones first',
    tags,
  })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ leadId: id }))
  .output(z.object({ items: z.array(leadRunSchema) }));

/** Enters by the workflow's manual trigger, under its rules for re-entry. */
const enrol = route
  .route({ method: 'POST', path: '/leads/{leadId}/enrol', summary: 'Put a lead into a workflow', tags })
  .meta({ roles: MAY_OPERATE })
  .errors({
    ...notFound,
    'not-enrolled': { status: 409, message: 'The lead was not enrolled.', data: z.object({ code: z.string() }) },
  })
  .input(z.object({ leadId: id, workflowId: id, reason: z.string().max(500).optional() }))
  .output(z.object({ runId: id }));

/** Each lead under the workflow's own rules; with `dry` nothing is changed, and the answer says what would be. */
const enrolMany = route
  .route({ method: 'POST', path: '/leads/enrol', summary: 'Put chosen leads into a workflow', tags })
  .meta({ roles: MAY_OPERATE })
  .errors(notFound)
  .input(
    z.object({
      leadIds: z.array(id).min(1).max(200),
      workflowId: id,
      dry: z.boolean().default(false),
      reason: z.string().trim().max(500).optional(),
    }),
  )
  .output(
    z.object({
      dry: z.boolean(),
      entered: z.number().int(),
      /** Why the others did not, most frequent first. */
      refused: z.array(z.object({ code: z.string(), text: z.string(), count: z.number().int() })),
    }),
  );

const exportedSchema = z.object({
  lead: leadSchema,
  consents: z.array(z.record(z.string(), z.unknown())),
  events: z.array(z.record(z.string(), z.unknown())),
  runs: z.array(z.record(z.string(), z.unknown())),
  sends: z.array(z.record(z.string(), z.unknown())),
  /** A list had more than 10,000 entries; the oldest are left out. */
  cut: z.boolean(),
});

/** What a lead may ask for by law. Many leads as CSV: `GET /api/leads/export.csv?search=…`. */
const exportOne = route
  .route({ method: 'GET', path: '/leads/{leadId}/export', summary: 'All that is known of a lead', tags })
  .meta({ roles: MAY_OPERATE })
  .errors(notFound)
  .input(z.object({ leadId: id }))
  .output(exportedSchema);

/** For ever. What stays: that the address must not be mailed (as a keyed hash), and counts without a person. */
const erase = route
  .route({ method: 'POST', path: '/leads/{leadId}/erase', summary: 'Erase a lead', tags })
  .meta({ roles: MAY_GOVERN })
  .errors(notFound)
  .input(z.object({ leadId: id, reason: z.string().trim().max(500).optional() }))
  .output(z.object({ runsEnded: z.number().int() }));

export const leads = { list, create, get, timeline, runs, enrol, enrolMany, exportOne, erase };
export type LeadRow = z.infer<typeof leadRowSchema>;
export type Lead = z.infer<typeof leadSchema>;
export type LeadRun = z.infer<typeof leadRunSchema>;
