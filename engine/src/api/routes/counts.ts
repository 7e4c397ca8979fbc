import type { PresentRun } from '@trellis/shared/api/counts.ts';
import type { Token } from '@trellis/shared/runtime/state.ts';
import type { WorkspaceTx } from '../../db/client.ts';
import { readClock, toRealTime } from '../../db/queries/clock.ts';
import { fromCursor, toPage } from '../../db/queries/cursor.ts';
import { presenceSummary, runsAtNode } from '../../db/queries/node-presence.ts';
import { readVersion } from '../../db/queries/publishing.ts';
import { readWorkflow } from '../../db/queries/workflows.ts';
import { countVersion } from '../../reports/version-counts.ts';
import { member } from '../context.ts';
import { skipPortsOf } from '../run-view.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const ofVersion = member.counts.ofVersion.handler(async ({ context, input, errors }) => {
  const answer = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const version = await versionOf(tx, input);
    if (!version) return null;
    const { now } = await readClock(tx, tx.workspaceId);
    const since = input.days === undefined ? null : now - input.days * DAY_MS;
    const counted = await countVersion(tx, { versionId: version.id, since, now });
    return { versionId: version.id, ...counted, at: new Date(now).toISOString() };
  });
  if (!answer)
    throw errors['not-found']({ message: 'There is no such version, or the workflow was not published yet.' });
  return answer;
});

const atNode = member.counts.atNode.handler(async ({ context, input, errors }) => {
  const { nodeId, search, limit = 50 } = input;
  const cursor = fromCursor(input.cursor, 'number', 'uuid');
  const answer = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const version = await versionOf(tx, input);
    if (!version) return null;
    const where = { versionId: version.id, nodeId, search: search?.trim() || undefined };
    const after = cursor ? { until: cursor[0] === null ? null : Number(cursor[0]), runId: String(cursor[1]) } : null;
    const [{ clock }, summary, rows] = [
      await readClock(tx, tx.workspaceId),
      await presenceSummary(tx, where),
      await runsAtNode(tx, { ...where, after, limit: limit + 1 }),
    ];
    const page = toPage(rows, limit, (row) => [row.untilAt, row.runId]);
    const items = page.rows.map(({ token, untilAt, ...row }): PresentRun => {
      const untilReal = untilAt === null ? null : new Date(toRealTime(clock, untilAt)).toISOString();
      return {
        ...row,
        doing: doingOf(token),
        untilReal,
        skipPorts: row.status === 'active' ? skipPortsOf(token, version.plan) : [],
      };
    });
    return { items, nextCursor: page.nextCursor, ...summary };
  });
  if (!answer)
    throw errors['not-found']({ message: 'There is no such version, or the workflow was not published yet.' });
  return answer;
});

export const counts = { ofVersion, atNode };

async function versionOf(
  tx: WorkspaceTx,
  { workflowId, versionId }: { workflowId: string; versionId?: string | undefined },
) {
  const wanted = versionId ?? (await readWorkflow(tx, workflowId))?.currentVersionId;
  return wanted ? readVersion(tx, { workflowId, versionId: wanted }) : null;
}

function doingOf(token: Token | null): PresentRun['doing'] {
  if (token?.at === 'waiting') return token.wait.kind === 'retry' ? 'retry' : 'waiting';
  return token?.at === 'performing' ? 'performing' : 'ready';
}
