import { z } from 'zod';
import { id, instant, leadRefSchema, notFound, pageInput, pageOf, personSchema, route } from './base.ts';
import { MAY_OPERATE, MAY_READ } from './roles.ts';

const tags = ['Tasks'];

/** open ──answered──▶ done; open ──the run goes on without it──▶ withdrawn */
export const taskStatusSchema = z.enum(['open', 'done', 'withdrawn']);

/** What a person has to do about a lead. `dueAt` and `decidedAt`: workspace time. */
export const taskSchema = z.object({
  id,
  kind: z.enum(['approval', 'call', 'todo']),
  title: z.string(),
  instructions: z.string().nullable(),
  /** What may be answered. */
  outcomes: z.array(z.object({ id: z.string(), label: z.string() })),
  status: taskStatusSchema,
  assignee: personSchema.nullable(),
  dueAt: instant.nullable(),
  outcome: z.string().nullable(),
  note: z.string().nullable(),
  decidedBy: personSchema.nullable(),
  decidedAt: instant.nullable(),
  createdAt: instant,
  lead: leadRefSchema,
  runId: id,
  workflow: z.object({ id, name: z.string() }),
  nodeId: z.string(),
});

const notOpen = {
  'task-not-open': {
    status: 409,
    message: 'The task is no longer open: somebody answered it, or the lead went on without it.',
    /** Who answered, and when (workspace time); null where the lead went on without it. */
    data: z.object({
      status: taskStatusSchema,
      outcome: z.string().nullable(),
      by: personSchema.nullable(),
      at: instant.nullable(),
    }),
  },
} as const;

const count = z.number().int();

/** Which tasks; all that are given hold. */
const filter = {
  /** `overdue`: open, and its due time is over · `closed`: done or withdrawn. */
  status: z.enum([...taskStatusSchema.options, 'overdue', 'closed']).optional(),
  kind: z.enum(['approval', 'call', 'todo']).optional(),
  leadId: id.optional(),
  workflowId: id.optional(),
  nodeId: z.string().max(40).optional(),
  /** Id of a person, `me`, or `nobody`. */
  assignee: z.string().max(100).optional(),
};

const list = route
  .route({ method: 'GET', path: '/tasks', summary: 'Tasks; open ones by due time, others newest first', tags })
  .meta({ roles: MAY_READ })
  .input(z.object({ ...filter, ...pageInput }))
  .output(pageOf(taskSchema));

/** `mine`: given to the reader; `overdue`: of all open ones. */
const summary = route
  .route({ method: 'GET', path: '/tasks/count', summary: 'How many tasks are open', tags })
  .meta({ roles: MAY_READ })
  .output(z.object({ open: count, mine: count, overdue: count }));

/** The message that an approval would let out next, as this lead would get it now. */
const nextMessageSchema = z.object({
  channel: z.enum(['email', 'sms']),
  nodeId: z.string(),
  nodeName: z.string(),
  subject: z.string().nullable(),
  /** HTML of a mail, without tracking; null for a text message. */
  html: z.string().nullable(),
  text: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** Why it could not be rendered; then the words above are empty. */
  problem: z.string().nullable(),
});

const nextMessage = route
  .route({ method: 'GET', path: '/tasks/{taskId}/next-message', summary: 'What an outcome of a task would send', tags })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ taskId: id, /** The first one if left out. */ outcome: z.string().max(60).optional() }))
  .output(z.object({ message: nextMessageSchema.nullable() }));

const get = route
  .route({ method: 'GET', path: '/tasks/{taskId}', summary: 'A task', tags })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(z.object({ taskId: id }))
  .output(taskSchema);

/** Answers a task: the run that waits for it goes on by the outcome. Of two people, one answers. */
const complete = route
  .route({ method: 'POST', path: '/tasks/{taskId}/complete', summary: 'Answer a task', tags })
  .meta({ roles: MAY_OPERATE })
  .errors({
    ...notFound,
    ...notOpen,
    'no-such-outcome': { status: 422, message: 'The task has no such outcome.' },
  })
  .input(z.object({ taskId: id, outcome: z.string().min(1).max(60), note: z.string().max(4_000).optional() }))
  .output(taskSchema);

const assign = route
  .route({ method: 'PUT', path: '/tasks/{taskId}/assignee', summary: 'Give a task to somebody, or to nobody', tags })
  .meta({ roles: MAY_OPERATE })
  .errors({ ...notFound, ...notOpen })
  .errors({ 'no-such-person': { status: 422, message: 'Nobody with this id is a member of the workspace.' } })
  .input(z.object({ taskId: id, assignee: z.string().max(100).nullable() }))
  .output(taskSchema);

/** Workspace time. The deadline of an approval is the workflow's, and stays. */
const postpone = route
  .route({ method: 'PUT', path: '/tasks/{taskId}/due', summary: 'Give a task another due time, or none', tags })
  .meta({ roles: MAY_OPERATE })
  .errors({
    ...notFound,
    ...notOpen,
    'due-is-fixed': {
      status: 409,
      message: 'The workflow goes on without an answer at this time; it cannot be moved.',
    },
  })
  .input(z.object({ taskId: id, dueAt: instant.nullable() }))
  .output(taskSchema);

export const tasks = { list, summary, get, nextMessage, complete, assign, postpone };
export type NextMessage = z.infer<typeof nextMessageSchema>;
export type Task = z.infer<typeof taskSchema>;
export type TaskStatus = z.infer<typeof taskStatusSchema>;
