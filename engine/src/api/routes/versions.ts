import { listVersions, readVersion } from '../../db/queries/publishing.ts';
import { readWorkflow } from '../../db/queries/workflows.ts';
import { member } from '../context.ts';
import { readableGraph } from '../graphs.ts';
import { moves } from './moves.ts';
import { publishing } from './publishing.ts';
import { describeVersions } from './workflows.ts';

const list = member.versions.list.handler(async ({ context, input, errors }) => {
  const rows = await context.services.db.inWorkspace(context.workspaceId, async (tx) =>
    (await readWorkflow(tx, input.workflowId)) ? listVersions(tx, input.workflowId) : null,
  );
  if (!rows) throw errors['not-found']();
  return { items: await describeVersions(context, rows) };
});

const get = member.versions.get.handler(async ({ context, input, errors }) => {
  const row = await context.services.db.inWorkspace(context.workspaceId, (tx) => readVersion(tx, input));
  const [version] = row ? await describeVersions(context, [row]) : [];
  if (!row || !version) throw errors['not-found']();
  return { ...version, graph: readableGraph(row.graph) };
});

export const versions = { list, get, ...publishing, ...moves };
