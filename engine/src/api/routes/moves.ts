import type { Move } from '@trellis/shared/api/publish-views.ts';
import type { WorkspaceTx } from '../../db/client.ts';
import { listMoves as listMoveRows } from '../../db/queries/moves.ts';
import { readWorkflow } from '../../db/queries/workflows.ts';
import { cancelMove as cancel, rollBackMove as rollBack } from '../../moves/moves.ts';
import { type MemberContext, member, type RequestContext } from '../context.ts';

const listMoves = member.versions.listMoves.handler(async ({ context, input, errors }) => {
  const items = await context.services.db.inWorkspace(context.workspaceId, async (tx) =>
    (await readWorkflow(tx, input.workflowId)) ? readMoves(tx, { workflowId: input.workflowId }) : null,
  );
  if (!items) throw errors['not-found']();
  return { items };
});

const cancelMove = member.versions.cancelMove.handler(async ({ context, input, errors }) => {
  const move = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const { kind } = await cancel(tx, input.moveId, context.user.id);
    return kind === 'not-found' ? undefined : (await readMoves(tx, { id: input.moveId }))[0];
  });
  if (!move) throw errors['not-found']();
  changed(context);
  return move;
});

const rollBackMove = member.versions.rollBackMove.handler(async ({ context, input, errors }) => {
  const { kind, move } = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const answer = await rollBack(tx, input.moveId, context.user.id);
    return { kind: answer.kind, move: (await readMoves(tx, { id: input.moveId }))[0] };
  });
  if (kind === 'still-moving') throw errors['still-moving']();
  if (!move) throw errors['not-found']();
  changed(context);
  return move;
});

export const moves = { listMoves, cancelMove, rollBackMove };

function changed({ services, workspaceId }: RequestContext & MemberContext): void {
  services.nudge();
  services.announcer.announce(workspaceId, ['runs', 'workflows']);
}

async function readMoves(tx: WorkspaceTx, by: { workflowId: string } | { id: string }): Promise<Move[]> {
  const rows = await listMoveRows(tx, by);
  return rows.map(({ actor, actorName, ...row }) => ({ ...row, by: { id: actor, name: actorName } }));
}
