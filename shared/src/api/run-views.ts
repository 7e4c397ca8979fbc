import { z } from 'zod';
import { graphSchema } from '../graph/graph.ts';
import { id, instant, leadRefSchema } from './base.ts';

export const runStatusSchema = z.enum(['active', 'paused', 'parked', 'ended']);

/** What can be done with a run, by the names of `controlActionSchema`. */
export const runActionSchema = z.enum([
  'pause',
  'resume',
  'skip-wait',
  'run-now',
  'move',
  'replay',
  'retry',
  'skip-step',
  'restart',
  'set-variable',
  'inject-event',
  'exit',
]);

/** A line of a list of runs. */
export const runRowSchema = z.object({
  id,
  workflow: z.object({ id, name: z.string() }),
  version: z.object({ id, number: z.number().int() }),
  lead: leadRefSchema,
  status: runStatusSchema,
  /** Why it ended or was parked: a code of the one list, and the sentence for it. */
  reason: z.object({ code: z.string(), text: z.string() }).nullable(),
  stepNo: z.number().int(),
  startedAt: instant,
  endedAt: instant.nullable(),
  /** Where it is: name and type of the node, since when, until when (workspace time). */
  at: z
    .object({ nodeId: z.string(), name: z.string(), type: z.string(), since: instant, until: instant.nullable() })
    .nullable(),
});

/** The tiny path: nodes passed, the present one, and those most likely ahead (first ports). */
export const pathStepSchema = z.object({
  nodeId: z.string(),
  type: z.string(),
  name: z.string(),
  state: z.enum(['passed', 'now', 'ahead']),
});

/** One visit of a node, made of the log's rows. Times are workspace time. */
export const stepSchema = z.object({
  stepNo: z.number().int(),
  nodeId: z.string(),
  /** Name and type as of the version the step ran on. */
  name: z.string(),
  type: z.string(),
  visit: z.number().int(),
  kind: z.enum(['rest', 'left', 'ended', 'parked', 'control']),
  cause: z.string(),
  port: z.string().nullable(),
  /** What people read on the port. */
  portLabel: z.string().nullable(),
  toNodeId: z.string().nullable(),
  /** The reason in a sentence. */
  text: z.string(),
  /** The evaluated inputs the decision rests on. */
  inputs: z.record(z.string(), z.unknown()).nullable(),
  outcome: z.string().nullable(),
  /** The event that ended a wait here. */
  event: z.object({ id, name: z.string(), occurredAt: instant }).nullable(),
  openedAt: instant,
  at: instant,
});

export const waitSchema = z.object({
  token: z.number().int(),
  nodeId: z.string(),
  kind: z.enum(['wait', 'retry']),
  since: instant,
  deadline: instant.nullable(),
  /** The deadline by the wall clock. */
  deadlineReal: instant.nullable(),
  doors: z.array(
    z.object({ port: z.string(), portLabel: z.string(), event: z.string(), filter: z.string().nullable() }),
  ),
  skipPorts: z.array(z.string()),
});

export const effectStateSchema = z.enum(['claimed', 'transmitting', 'accepted', 'failed', 'unknown', 'withheld']);

export const effectSchema = z.object({
  key: z.string(),
  nodeId: z.string(),
  visit: z.number().int(),
  kind: z.string(),
  state: effectStateSchema,
  attempts: z.number().int(),
  code: z.string().nullable(),
  claimedAt: instant,
  settledAt: instant.nullable(),
  send: z
    .object({
      id,
      channel: z.enum(['email', 'sms']),
      subject: z.string().nullable(),
      sentAt: instant.nullable(),
      openedAt: instant.nullable(),
      clickedAt: instant.nullable(),
      /** Its copy in the sandbox mailbox. */
      mailId: id.nullable(),
    })
    .nullable(),
});

export const runSchema = runRowSchema.extend({
  pausedAt: instant.nullable(),
  trigger: z
    .object({ id, name: z.string(), occurredAt: instant, properties: z.record(z.string(), z.unknown()) })
    .nullable(),
  /** The drawing of the version the run is on. */
  graph: graphSchema,
  steps: z.array(stepSchema),
  waits: z.array(waitSchema),
  effects: z.array(effectSchema),
  /** Nodes where tokens are now. */
  here: z.array(z.string()),
  path: z.array(pathStepSchema),
  /** What may be done now by the person who asks. */
  actions: z.array(runActionSchema),
});

/** Where a run is, as an action answers it. */
export const positionSchema = runRowSchema.pick({ id: true, status: true, stepNo: true, reason: true, at: true });

export type RunStatus = z.infer<typeof runStatusSchema>;
export type RunActionName = z.infer<typeof runActionSchema>;
export type RunRow = z.infer<typeof runRowSchema>;
export type RunView = z.infer<typeof runSchema>;
export type RunStep = z.infer<typeof stepSchema>;
export type RunWait = z.infer<typeof waitSchema>;
export type RunEffect = z.infer<typeof effectSchema>;
export type RunPosition = z.infer<typeof positionSchema>;
export type PathStep = z.infer<typeof pathStepSchema>;
