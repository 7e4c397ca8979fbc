import { countCauses, listCauses } from '../../db/queries/attention.ts';
import { toCause } from '../attention-view.ts';
import { member } from '../context.ts';

const list = member.attention.list.handler(async ({ context }) => {
  const rows = await context.services.db.inWorkspace(context.workspaceId, listCauses);
  const causes = rows.map(toCause);
  return { causes, runs: causes.reduce((sum, { runs }) => sum + runs, 0), at: new Date().toISOString() };
});

const summary = member.attention.summary.handler(({ context }) =>
  context.services.db.inWorkspace(context.workspaceId, countCauses),
);

export const attention = { list, summary };
