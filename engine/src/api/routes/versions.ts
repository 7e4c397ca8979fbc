import { listVersions, readVersion } from '../../db/queries/publishing.ts';
import { readWorkflow } from '../../db/queries/workflows.ts';
import { secretNames } from '../../secrets/use-secrets.ts';
import { templateChecks } from '../../workflows/check-templates.ts';
import { publish as publishDraft } from '../../workflows/publish.ts';
import { member } from '../context.ts';
import { readableGraph } from '../graphs.ts';
import { describeDraft, describeVersions } from './workflows.ts';

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

const publish = member.versions.publish.handler(async ({ context, input, errors }) => {
  const { db, catalog, renderer, announcer } = context.services;
  const { workflowId, revision } = input;
  const draft = await db.inWorkspace(context.workspaceId, (tx) => readWorkflow(tx, workflowId));
  if (!draft) throw errors['not-found']();
  const extraChecks = await templateChecks(catalog, renderer, draft.draft, await secretNames(db, context.workspaceId));
  const answer = await db.inWorkspace(context.workspaceId, (tx) =>
    publishDraft(tx, catalog, { workflowId, revision, actor: context.user.id, extraChecks }),
  );
  switch (answer.kind) {
    case 'not-found':
      throw errors['not-found']();
    case 'busy':
      throw errors['publish-running']();
    case 'draft-changed':
      throw errors['draft-changed']({ data: { theirs: await describeDraft(context, answer.workflow) } });
    case 'not-publishable':
      throw errors['not-publishable']({ data: { diagnostics: answer.diagnostics } });
    case 'published': {
      context.services.nudge();
      announcer.announce(context.workspaceId, ['workflows']);
      const [version] = await describeVersions(context, [answer.version]);
      if (!version) throw new Error('A published version was described as nothing.');
      return { version, unchanged: answer.unchanged, warnings: answer.warnings, moveId: null, takeBackUntil: null };
    }
    default:
      return answer satisfies never;
  }
});

export const versions = { list, get, publish };
