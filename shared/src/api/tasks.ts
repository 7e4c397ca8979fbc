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
    data: z.object({ status: taskStatusSchema, outcome: z.string().nullable() }),
  },
} as const;

const list = route
  .route({ method: 'GET', path: '/tasks', summary: 'Tasks, newest first', tags })
  .meta({ roles: MAY_READ })
  .input(
    z.object({
      status: taskStatusSchema.optional(),
      leadId: id.optional(),
      assignee: z.string().max(100).optional(),
      ...pageInput,
    }),
  )
  .output(pageOf(taskSchema).extend({ open: z.number().int() }));

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
  .input(z.object({ taskId: id, assignee: z.string().max(100).nullable() }))
  .output(taskSchema);

export const tasks = { list, get, complete, assign };
export type Task = z.infer<typeof taskSchema>;
export type TaskStatus = z.infer<typeof taskStatusSchema>;
