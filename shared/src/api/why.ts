import { z } from 'zod';
import { id, instant, notFound, route } from './base.ts';
import { MAY_READ } from './roles.ts';

/** One piece of evidence out of the log. Times are workspace time. */
export const whyFactSchema = z.object({
  at: instant.nullable(),
  /** What it speaks for: that it happened, that it did not, or neither. */
  speaks: z.enum(['for', 'against', 'neither']),
  code: z.string(),
  /** May name the event by `event`. */
  text: z.string(),
  /** Name of the event it is about, as it was sent. */
  event: z.string().optional(),
  runId: id.nullable(),
  nodeId: z.string().nullable(),
});

export const whySchema = z.object({
  /** yes: it happened · not-yet: it still may · no: it did not. */
  answer: z.enum(['yes', 'not-yet', 'no']),
  /** The answer in a sentence. */
  text: z.string(),
  facts: z.array(whyFactSchema),
});

/**
 * Why a lead is, was or never was in a workflow, or at one of its steps (a mail, say). Read from the log; for a lead that never entered its
 * triggers are judged now against the lead's last events.
 */
const ask = route
  .route({
    method: 'GET',
    path: '/leads/{leadId}/why/{workflowId}',
    summary: 'Why, or why not, a lead entered a workflow or got to a step',
    tags: ['Leads'],
  })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ leadId: id, workflowId: id, nodeId: z.string().max(40).optional() }))
  .output(whySchema);

export const why = { ask };
export type Why = z.infer<typeof whySchema>;
export type WhyFact = z.infer<typeof whyFactSchema>;
