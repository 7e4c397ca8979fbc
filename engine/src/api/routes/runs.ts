import type { ControlAction } from '@trellis/shared/api/run-control.ts';
import type { RunPosition } from '@trellis/shared/api/run-views.ts';
import { fromCursor, toPage } from '../../db/queries/cursor.ts';
import { listRuns, runsById } from '../../db/queries/run-lists.ts';
import { dryReplay } from '../../reports/dry-replay.ts';
import { controlRun } from '../../runs/control.ts';
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

const pause = member.runs.pause.handler(({ context, input, errors }) => act(context, input, { kind: 'pause' }, errors));

const resume = member.runs.resume.handler(({ context, input, errors }) =>
  act(context, input, { kind: 'resume' }, errors),
);

const skipWait = member.runs.skipWait.handler(({ context, input, errors }) =>
  act(context, input, { kind: 'skip-wait', ...(input.port ? { port: input.port } : {}) }, errors),
);

const exit = member.runs.exit.handler(({ context, input, errors }) => act(context, input, { kind: 'exit' }, errors));

const control = member.runs.control.handler(({ context, input, errors }) => act(context, input, input.action, errors));

const replay = member.runs.dryReplay.handler(async ({ context, input, errors }) => {
  const { db, catalog, plans } = context.services;
  const { found, told } = await db.inWorkspace(context.workspaceId, async (tx) => ({
    found: (await runsById(tx, [input.runId])).length > 0,
    told: await dryReplay(tx, { catalog, plans }, input),
  }));
  if (!found) throw errors['not-found']();
  if (!told) throw errors['not-recorded']();
  return told;
});

export const runs = { list, get, pause, resume, skipWait, exit, control, dryReplay: replay };

interface ActionErrors {
  'not-found'(): Error;
  'run-moved'(options: { message: string; data: { position: RunPosition } }): Error;
  'run-not-possible'(options: {
    message: string;
    data: { position: RunPosition; code: string; ports?: string[] };
  }): Error;
}

/** Does it under the run's lock and answers where the run is then. @throws the route's errors. */
async function act(
  context: Context,
  input: { runId: string; stepNo: number; reason?: string | undefined },
  action: ControlAction,
  errors: ActionErrors,
): Promise<RunPosition> {
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
    const [found] = await runsById(tx, [done.kind === 'done' ? done.runId : runId]);
    return { result: done, row: found };
  });
  if (result.kind === 'no-such-run' || !row) throw errors['not-found']();
  const position = toPosition(row);
  if (result.kind === 'refused') {
    const { code, message, ports } = result;
    if (code === 'moved') throw errors['run-moved']({ message, data: { position } });
    throw errors['run-not-possible']({ message, data: { position, code, ...(ports ? { ports } : {}) } });
  }
  nudge();
  announcer.announce(context.workspaceId, ['runs', 'leads']);
  return position;
}
