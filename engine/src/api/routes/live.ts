import { member } from '../context.ts';

const changes = member.live.changes.handler(({ context, signal }) => context.live.watch(context.workspaceId, signal));

export const live = { changes };
