import { z } from 'zod';
import { id, instant } from './base.ts';
import { effectStateSchema } from './run-views.ts';

export const TIMELINE_KINDS = ['event', 'step', 'send', 'near-miss', 'consent'] as const;
export const timelineKindSchema = z.enum(TIMELINE_KINDS);

const runRef = z.object({ id, workflow: z.object({ id, name: z.string() }), version: z.number().int() });
const nodeRef = z.object({ id: z.string(), name: z.string(), type: z.string() });

/** All times are workspace time. `key` is unique within the lead and stable. */
const shared = { key: z.string(), at: instant };

export const timelineEntrySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('event'),
    ...shared,
    id,
    name: z.string(),
    properties: z.record(z.string(), z.unknown()),
    receivedAt: instant,
    /** Where it came in: `track`, `page`, `identify`, `click`, `open`, `test` … */
    source: z.string(),
    /** What it did: runs it started and waits it ended. */
    started: z.array(runRef),
    ended: z.array(z.object({ run: runRef, node: nodeRef, port: z.string().nullable() })),
  }),
  z.object({
    kind: z.literal('step'),
    ...shared,
    run: runRef,
    node: nodeRef,
    stepNo: z.number().int(),
    step: z.enum(['rest', 'left', 'ended', 'parked', 'control']),
    cause: z.string(),
    port: z.string().nullable(),
    portLabel: z.string().nullable(),
    /** Why, in a sentence. */
    text: z.string(),
    inputs: z.record(z.string(), z.unknown()).nullable(),
    outcome: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('send'),
    ...shared,
    id,
    run: runRef,
    node: nodeRef,
    channel: z.enum(['email', 'sms']),
    subject: z.string().nullable(),
    state: effectStateSchema,
    code: z.string().nullable(),
    openedAt: instant.nullable(),
    clickedAt: instant.nullable(),
    mailId: id.nullable(),
  }),
  z.object({
    kind: z.literal('near-miss'),
    ...shared,
    id,
    /** The workflow that did not start, or the run whose wait did not end. */
    workflow: z.object({ id, name: z.string() }),
    runId: id.nullable(),
    node: nodeRef,
    event: z.object({ id, name: z.string() }),
    code: z.string(),
    text: z.string(),
  }),
  z.object({
    kind: z.literal('consent'),
    ...shared,
    id,
    channel: z.enum(['email', 'sms']),
    state: z.enum(['opted-in', 'opted-out', 'unknown']),
    source: z.string(),
    wording: z.string().nullable(),
  }),
]);

export type TimelineKind = z.infer<typeof timelineKindSchema>;
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;
export type TimelineRunRef = z.infer<typeof runRef>;
export type TimelineNodeRef = z.infer<typeof nodeRef>;
