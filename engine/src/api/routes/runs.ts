import type { RunPosition } from '@trellis/shared/api/run-views.ts';
import { fromCursor, toPage } from '../../db/queries/cursor.ts';
import { listRuns, runsById } from '../../db/queries/run-lists.ts';
import { type ControlAction, controlRun } from '../../runs/control.ts';
import { type MemberContext, member, type RequestContext } from '../context.ts';
import { readRunPage } from '../run-page.ts';
import { toPosition, toRunRow } from '../run-view.ts';

type Context = RequestContext & MemberContext;

const list = member.runs.list.handler(async ({ context, input }) => {
  const { cursor, limit = 50, ...filter } = input;
  const before = fromCursor(cursor, 'uuid');
  const rows = await context.services.db.inWorkspace(context.workspaceId, (tx) =>
    listRuns(tx, { ...filter, before: before ? String(before[0]) : null, limit: limit + 1 }),
  );
  const page = toPage(rows, limit, ({ id }) => [id]);
  return { items: page.rows.map(toRunRow), nextCursor: page.nextCursor };
});

const get = member.runs.get.handler(async ({ context, input, errors }) => {
  const { db, catalog } = context.services;
  const page = await db.inWorkspace(context.workspaceId, (tx) => readRunPage(tx, catalog, context.role, input.runId));
  if (!page) throw errors['not-found']();
  return page;
});

const pause = member.runs.pause.handler(async ({ context, input, errors }) => {
  const answer = await act(context, input, { kind: 'pause' });
  if (answer.kind === 'done') return answer.position;
  throw refusal(errors, answer);
});

const resume = member.runs.resume.handler(async ({ context, input, errors }) => {
  const answer = await act(context, input, { kind: 'resume' });
  if (answer.kind === 'done') return answer.position;
  throw refusal(errors, answer);
});

const skipWait = member.runs.skipWait.handler(async ({ context, input, errors }) => {
  const answer = await act(context, input, { kind: 'skip-wait', ...(input.port ? { port: input.port } : {}) });
  if (answer.kind === 'done') return answer.position;
  throw refusal(errors, answer);
});

const exit = member.runs.exit.handler(async ({ context, input, errors }) => {
  const answer = await act(context, input, { kind: 'exit' });
  if (answer.kind === 'done') return answer.position;
  throw refusal(errors, answer);
});

export const runs = { list, get, pause, resume, skipWait, exit };

type Acted =
  | { kind: 'done'; position: RunPosition }
  | { kind: 'not-found' }
  | { kind: 'run-moved' | 'run-not-possible'; message: string; position: RunPosition };

async function act(
  context: Context,
  input: { runId: string; stepNo: number; reason?: string | undefined },
  action: ControlAction,
): Promise<Acted> {
  const { db, plans, nudge, announcer } = context.services;
  const { runId, stepNo: seen, reason } = input;
  const { result, row } = await db.inWorkspace(context.workspaceId, async (tx) => {
    const done = await controlRun(tx, plans, {
      runId,
      action,
      seen,
      actor: context.user.id,
      actorName: context.user.name,
      ...(reason ? { reason } : {}),
    });
    const [found] = await runsById(tx, [runId]);
    return { result: done, row: found };
  });
  if (result.kind === 'no-such-run' || !row) return { kind: 'not-found' };
  const position = toPosition(row);
  if (result.kind === 'refused') {
    return { kind: result.code === 'moved' ? 'run-moved' : 'run-not-possible', message: result.message, position };
  }
  nudge();
  announcer.announce(context.workspaceId, ['runs', 'leads']);
  return { kind: 'done', position };
}

interface ActionErrors {
  'not-found'(): Error;
  'run-moved'(options: { message: string; data: { position: RunPosition } }): Error;
  'run-not-possible'(options: { message: string; data: { position: RunPosition } }): Error;
}

function refusal(errors: ActionErrors, answer: Exclude<Acted, { kind: 'done' }>): Error {
  if (answer.kind === 'not-found') return errors['not-found']();
  return errors[answer.kind]({ message: answer.message, data: { position: answer.position } });
}
