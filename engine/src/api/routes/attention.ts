import { countCauses, listCauses } from '../../db/queries/attention.ts';
import { readClock, toWorkspaceTime } from '../../db/queries/clock.ts';
import { toCause } from '../attention-view.ts';
import { member } from '../context.ts';

const list = member.attention.list.handler(({ context }) =>
  context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const { clock, now } = await readClock(tx, tx.workspaceId);
    const inWorkspaceTime = (real: string) => new Date(toWorkspaceTime(clock, Date.parse(real))).toISOString();
    const causes = (await listCauses(tx)).map((row) => toCause(row, inWorkspaceTime));
    return { causes, runs: causes.reduce((sum, { runs }) => sum + runs, 0), at: new Date(now).toISOString() };
  }),
);

const summary = member.attention.summary.handler(({ context }) =>
  context.services.db.inWorkspace(context.workspaceId, countCauses),
);

export const attention = { list, summary };
