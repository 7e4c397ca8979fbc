import type { Task } from '@trellis/shared/api/tasks.ts';
import type { Database } from '../../db/client.ts';
import { fromCursor, toPage } from '../../db/queries/cursor.ts';
import { assignTask, countOpenTasks, listTasks, readTask, type TaskRow } from '../../db/queries/tasks.ts';
import { answerTask } from '../../leads/answer-task.ts';
import { member } from '../context.ts';
import { peopleOf } from '../people.ts';

const list = member.tasks.list.handler(async ({ context, input }) => {
  const { cursor, limit = 50, status, leadId, assignee } = input;
  const { db } = context.services;
  const values = fromCursor(cursor, 'uuid');
  const { rows, open } = await db.inWorkspace(context.workspaceId, async (tx) => ({
    rows: await listTasks(tx, {
      status,
      leadId,
      assignee,
      before: values ? String(values[0]) : null,
      limit: limit + 1,
    }),
    open: await countOpenTasks(tx),
  }));
  const page = toPage(rows, limit, ({ id }) => [id]);
  return { items: await toTasks(db, page.rows), nextCursor: page.nextCursor, open };
});

const get = member.tasks.get.handler(async ({ context, input, errors }) => {
  const { db } = context.services;
  const row = await db.inWorkspace(context.workspaceId, (tx) => readTask(tx, input.taskId));
  const [task] = row ? await toTasks(db, [row]) : [];
  if (!task) throw errors['not-found']();
  return task;
});

const complete = member.tasks.complete.handler(async ({ context, input, errors }) => {
  const { services, workspaceId, user } = context;
  const { taskId, outcome, note } = input;
  const answer = await services.db.inWorkspace(workspaceId, (tx) =>
    answerTask(tx, { taskId, outcome, by: user.id, ...(note ? { note } : {}) }),
  );
  switch (answer.kind) {
    case 'not-found':
      throw errors['not-found']();
    case 'not-open':
      throw errors['task-not-open']({ data: { status: answer.task.status, outcome: answer.task.outcome } });
    case 'no-such-outcome': {
      const outcomes = answer.task.outcomes.map(({ id }) => id).join(', ');
      throw errors['no-such-outcome']({ message: `“${outcome}” is no outcome of this task; there are ${outcomes}.` });
    }
    case 'answered': {
      services.nudge();
      services.announcer.announce(workspaceId, ['runs', 'leads', 'events']);
      const [task] = await toTasks(services.db, [answer.task]);
      if (!task) throw errors['not-found']();
      return task;
    }
    default:
      return answer satisfies never;
  }
});

const assign = member.tasks.assign.handler(async ({ context, input, errors }) => {
  const { services, workspaceId } = context;
  const { taskId, assignee } = input;
  const { row, done } = await services.db.inWorkspace(workspaceId, async (tx) => ({
    done: await assignTask(tx, taskId, assignee),
    row: await readTask(tx, taskId),
  }));
  if (!row) throw errors['not-found']();
  if (!done) throw errors['task-not-open']({ data: { status: row.status, outcome: row.outcome } });
  const [task] = await toTasks(services.db, [row]);
  if (!task) throw errors['not-found']();
  return task;
});

export const tasks = { list, get, complete, assign };

async function toTasks(db: Database, rows: readonly TaskRow[]): Promise<Task[]> {
  const people = await peopleOf(
    db,
    rows.flatMap(({ assignee, decidedBy }) => [assignee, decidedBy].filter((one): one is string => one !== null)),
  );
  return rows.map(({ key: _, assignee, decidedBy, ...row }) => ({
    ...row,
    assignee: assignee === null ? null : people(assignee),
    decidedBy: decidedBy === null ? null : people(decidedBy),
  }));
}
