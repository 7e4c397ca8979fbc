import { z } from 'zod';
import { id, instant, leadRefSchema, route } from './base.ts';
import { runFilterSchema } from './control-jobs.ts';
import { MAY_READ } from './roles.ts';

const count = z.number().int();

/** failing: parked by a fault, or trying again after one · stuck: no progress past the time it should have moved. */
export const ATTENTION_KINDS = ['failing', 'stuck'] as const;
export const attentionKindSchema = z.enum(ATTENTION_KINDS);

/** Runs that need a person, for one cause. Times are workspace time. */
export const attentionCauseSchema = z.object({
  /** Stable while the cause lasts. */
  key: z.string(),
  kind: attentionKindSchema,
  code: z.string(),
  title: z.string(),
  /** What became of the runs, in a sentence. */
  text: z.string(),
  /** What was said at the last failure; null where nothing was. */
  detail: z.string().nullable(),
  runs: count,
  /** Of these, parked ones: they go on only by a person. The others try again by themselves. */
  parked: count,
  firstSeen: instant,
  lastSeen: instant,
  places: z.array(
    z.object({
      workflow: z.object({ id, name: z.string() }),
      version: z.object({ id, number: count }),
      nodeId: z.string(),
      name: z.string(),
      type: z.string(),
      runs: count,
    }),
  ),
  /** When the first of those that try again does so next, and when the first of them will have tried for the last time and parks; null: none tries again. */
  nextTryAt: instant.nullable(),
  parksAt: instant.nullable(),
  /** Failures over time, in equal parts from the first to the last. */
  failures: z.array(count),
  /** The last five. */
  who: z.array(
    z.object({
      runId: id,
      workflow: z.object({ id, name: z.string() }),
      lead: leadRefSchema,
      at: instant,
    }),
  ),
  /** What to do, in order. */
  steps: z.array(z.object({ title: z.string(), text: z.string() })),
  /** The runs of this cause, for an action on all of them. */
  filter: runFilterSchema,
  /** What the fix ends with. */
  fix: z.enum(['retry', 'run-now']).nullable(),
});

const list = route
  .route({
    method: 'GET',
    path: '/attention',
    summary: 'Runs that need a person, by cause, most runs first',
    tags: ['Attention'],
  })
  .meta({ roles: MAY_READ })
  .output(z.object({ causes: z.array(attentionCauseSchema), runs: count, at: instant }));

const summary = route
  .route({ method: 'GET', path: '/attention/count', summary: 'How many causes need a person', tags: ['Attention'] })
  .meta({ roles: MAY_READ })
  .output(z.object({ causes: count, runs: count }));

export const attention = { list, summary };
export type AttentionCause = z.infer<typeof attentionCauseSchema>;
