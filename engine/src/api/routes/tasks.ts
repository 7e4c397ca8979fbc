import type { Task } from '@trellis/shared/api/tasks.ts';
import type { Database } from '../../db/client.ts';
import { writeAudit } from '../../db/queries/audit.ts';
import { readClock } from '../../db/queries/clock.ts';
import { fromCursor, toPage } from '../../db/queries/cursor.ts';
import { readSender } from '../../db/queries/ledger.ts';
import { listMembers } from '../../db/queries/members.ts';
import { readWorkspaceTimes } from '../../db/queries/routing.ts';
import { readLead } from '../../db/queries/run-locks.ts';
import {
  assignTask,
  countTasks,
  listTasks,
  postponeTask,
  readRunOfTask,
  readTask,
  type TaskRow,
} from '../../db/queries/tasks.ts';
import { answerTask } from '../../leads/answer-task.ts';
import { messageBehind, previewMessage } from '../../messages/preview-message.ts';
import { type MemberContext, member } from '../context.ts';
import { peopleOf } from '../people.ts';
import type { ApiServices } from '../services.ts';

const list = member.tasks.list.handler(async ({ context, input }) => {
  const { cursor, limit = 50, assignee, ...filter } = input;
  const { db } = context.services;
  const values = fromCursor(cursor, 'instant', 'uuid');
  const after = values ? { dueAt: values[0] === null ? null : String(values[0]), id: String(values[1]) } : null;
  const rows = await db.inWorkspace(context.workspaceId, async (tx) => {
    const { now } = await readClock(tx, tx.workspaceId);
    const whose = assignee === 'nobody' ? null : assignee === 'me' ? context.user.id : assignee;
    return listTasks(tx, { ...filter, assignee: whose, now }, { after, limit: limit + 1 });
  });
  const page = toPage(rows, limit, ({ dueAt, id }) => [dueAt, id]);
  return { items: await toTasks(db, page.rows), nextCursor: page.nextCursor };
});

const summary = member.tasks.summary.handler(({ context }) =>
  context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const { now } = await readClock(tx, tx.workspaceId);
    return countTasks(tx, { person: context.user.id, now });
  }),
);

const nextMessage = member.tasks.nextMessage.handler(async ({ context, input, errors }) => {
  const { services, workspaceId } = context;
  const found = await services.db.inWorkspace(workspaceId, async (tx) => {
    const task = await readTask(tx, input.taskId);
    if (!task) return null;
    const run = await readRunOfTask(tx, task.runId);
    const lead = await readLead(tx, task.lead.id);
    const { timeZone } = await readWorkspaceTimes(tx);
    return { task, run, lead, timeZone, sender: await readSender(tx) };
  });
  if (!found) throw errors['not-found']();
  const { task, run, lead, sender, timeZone } = found;
  const outcome = input.outcome ?? task.outcomes[0]?.id ?? '';
  const node = run && messageBehind(run.plan, task.nodeId, outcome);
  if (!node || !lead) return { message: null };
  const { workflowName, trigger, state } = run;
  const message = await previewMessage(services.renderer, {
    node,
    lead,
    trigger,
    run: { id: task.runId, workflowName, variables: state.variables, outputs: state.outputs },
    sender,
    timeZone: lead.timeZone ?? timeZone,
  });
  return { message: { ...message, nodeId: node.id, nodeName: node.name } };
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
      throw errors['task-not-open']({ data: await closedBy(services.db, answer.task) });
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

/** How a task that is no longer open was closed. */
async function closedBy(db: Database, { status, outcome, decidedBy, decidedAt }: TaskRow) {
  const people = decidedBy === null ? null : await peopleOf(db, [decidedBy]);
  return { status, outcome, by: people && decidedBy !== null ? people(decidedBy) : null, at: decidedAt };
}

const assign = member.tasks.assign.handler(async ({ context, input, errors }) => {
  const { services, workspaceId, user } = context;
  const { taskId, assignee } = input;
  const { row, done } = await services.db.inWorkspace(workspaceId, async (tx) => {
    if (assignee !== null && !(await listMembers(tx)).some(({ userId }) => userId === assignee))
      return { done: 'no-such-person' as const, row: null };
    const assigned = await assignTask(tx, taskId, assignee);
    if (assigned)
      await writeAudit(tx, {
        actor: user.id,
        action: 'task.assign',
        subjectKind: 'task',
        subjectId: taskId,
        change: { assignee },
      });
    return { done: assigned, row: await readTask(tx, taskId) };
  });
  if (done === 'no-such-person') throw errors['no-such-person']();
  return changed(context, row, done, errors);
});

const postpone = member.tasks.postpone.handler(async ({ context, input, errors }) => {
  const { services, workspaceId, user } = context;
  const { taskId, dueAt } = input;
  const { row, done } = await services.db.inWorkspace(workspaceId, async (tx) => {
    const task = await readTask(tx, taskId);
    // An approval is due when its run goes on without it; the run's deadline is not a person's to move here.
    if (task?.kind === 'approval') return { done: 'due-is-fixed' as const, row: task };
    const moved = await postponeTask(tx, taskId, dueAt === null ? null : Date.parse(dueAt));
    if (moved)
      await writeAudit(tx, {
        actor: user.id,
        action: 'task.postpone',
        subjectKind: 'task',
        subjectId: taskId,
        change: { dueAt },
      });
    return { done: moved, row: await readTask(tx, taskId) };
  });
  if (done === 'due-is-fixed') throw errors['due-is-fixed']();
  return changed(context, row, done, errors);
});

/** The task as it is after a change; the refusal where it was not open any more. */
async function changed(
  { services, workspaceId }: Pick<MemberContext, 'workspaceId'> & { services: ApiServices },
  row: TaskRow | null,
  done: boolean,
  errors: ChangeErrors,
): Promise<Task> {
  if (!row) throw errors['not-found']();
  if (!done) throw errors['task-not-open']({ data: await closedBy(services.db, row) });
  const [task] = await toTasks(services.db, [row]);
  if (!task) throw errors['not-found']();
  services.announcer.announce(workspaceId, ['runs']);
  return task;
}

interface ChangeErrors {
  'not-found': () => Error;
  'task-not-open': (options: { data: Awaited<ReturnType<typeof closedBy>> }) => Error;
}

export const tasks = { list, summary, get, nextMessage, complete, assign, postpone };

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
