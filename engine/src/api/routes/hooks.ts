import type { Hook } from '@trellis/shared/api/hooks.ts';
import { writeAudit } from '../../db/queries/audit.ts';
import { type HookRow, keepHook, rotateHook } from '../../db/queries/hooks.ts';
import { member } from '../context.ts';

const get = member.hooks.get.handler(async ({ context, input, errors }) => {
  const row = await context.services.db.inWorkspace(context.workspaceId, (tx) => keepHook(tx, input));
  if (!row) throw errors['not-found']();
  return toHook(context.services.publicUrl, row);
});

const rotate = member.hooks.rotate.handler(async ({ context, input, errors }) => {
  const { workflowId, nodeId } = input;
  const row = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    if (!(await rotateHook(tx, input))) return null;
    await writeAudit(tx, {
      actor: context.user.id,
      action: 'workflow.rotate-hook',
      subjectKind: 'workflow',
      subjectId: workflowId,
      change: { nodeId },
    });
    return keepHook(tx, input);
  });
  if (!row) throw errors['not-found']();
  return toHook(context.services.publicUrl, row);
});

export const hooks = { get, rotate };

function toHook(publicUrl: string, { token, lastAt, lastCode }: HookRow): Hook {
  return { url: `${publicUrl.replace(/\/$/, '')}/hooks/${token}`, lastAt, lastCode };
}
