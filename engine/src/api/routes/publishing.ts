import { TAKE_BACK_MS } from '@trellis/shared/api/publish-views.ts';
import type { ChangeNames } from '@trellis/shared/compiler/changes/change.ts';
import { versionChanges } from '@trellis/shared/compiler/changes/version-changes.ts';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import type { WorkspaceTx } from '../../db/client.ts';
import { sinceOn } from '../../db/queries/cohorts.ts';
import { readTakeBack, readVersion } from '../../db/queries/publishing.ts';
import { runsById } from '../../db/queries/run-lists.ts';
import { readScheduled } from '../../db/queries/scheduled-publishes.ts';
import { thingNames } from '../../db/queries/thing-names.ts';
import { readWorkflow } from '../../db/queries/workflows.ts';
import { secretNames } from '../../secrets/use-secrets.ts';
import { templateChecks } from '../../workflows/check-templates.ts';
import { previewPublish } from '../../workflows/preview.ts';
import { publish as publishDraft } from '../../workflows/publish.ts';
import { restoreVersion } from '../../workflows/restore.ts';
import { schedulePublish, unschedulePublish } from '../../workflows/schedule.ts';
import { takeBack as takePublishBack } from '../../workflows/take-back.ts';
import { type MemberContext, member, type RequestContext } from '../context.ts';
import { readableGraph, soundGraph } from '../graphs.ts';
import { toRunRow } from '../run-view.ts';
import { describeDraft, describeVersions } from './workflows.ts';

type Context = RequestContext & MemberContext;

/** Checks that only the engine can make, made before the transaction that publishes; of the draft as it is now. */
async function checksOf({ services, workspaceId }: Context, workflowId: string) {
  const { db, catalog, renderer } = services;
  const workflow = await db.inWorkspace(workspaceId, (tx) => readWorkflow(tx, workflowId));
  return workflow && templateChecks(catalog, renderer, workflow.draft, await secretNames(db, workspaceId));
}

/** Widgets whose values are ids of such things. */
const NAMED: ReadonlySet<string> = new Set(['workflow', 'segment', 'form']);

async function namesIn(tx: WorkspaceTx): Promise<ChangeNames> {
  const things = await thingNames(tx);
  return { thing: (widget, id) => (NAMED.has(widget) ? things.get(id) : undefined) };
}

const preview = member.versions.preview.handler(async ({ context, input, errors }) => {
  const extraChecks = await checksOf(context, input.workflowId);
  if (!extraChecks) throw errors['not-found']();
  const answer = await context.services.db.inWorkspace(context.workspaceId, async (tx) =>
    previewPublish(tx, context.services.decide, { ...input, extraChecks, names: await namesIn(tx) }),
  );
  if (answer.kind === 'not-found') throw errors['not-found']();
  if (answer.kind === 'draft-changed')
    throw errors['draft-changed']({ data: { theirs: await describeDraft(context, answer.workflow) } });
  return answer.preview;
});

const publish = member.versions.publish.handler(async ({ context, input, errors }) => {
  const { db, catalog, announcer } = context.services;
  const extraChecks = await checksOf(context, input.workflowId);
  if (!extraChecks) throw errors['not-found']();
  const { id: actor, name: actorName } = context.user;
  const answer = await db.inWorkspace(context.workspaceId, (tx) =>
    publishDraft(tx, catalog, { ...input, actor, actorName, extraChecks }),
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
    case 'bad-choice':
      throw errors['bad-choice']({ message: answer.message });
    case 'published': {
      context.services.nudge();
      announcer.announce(context.workspaceId, ['workflows', 'runs']);
      const [version] = await describeVersions(context, [answer.version]);
      if (!version) throw new Error('A published version was described as nothing.');
      const { unchanged, warnings, moveId, takeBackUntil } = answer;
      return { version, unchanged, warnings, moveId, takeBackUntil };
    }
    default:
      return answer satisfies never;
  }
});

const takeBack = member.versions.takeBack.handler(async ({ context, input, errors }) => {
  const { db, catalog, announcer } = context.services;
  const { answer, runs } = await db.inWorkspace(context.workspaceId, async (tx) => {
    const taken = await takePublishBack(tx, catalog, { ...input, actor: context.user.id });
    return { answer: taken, runs: taken.kind === 'taken-back' ? await runsById(tx, taken.runIds) : [] };
  });
  if (answer.kind === 'not-found') throw errors['not-found']();
  if (answer.kind === 'too-late') throw errors['too-late']();
  announcer.announce(context.workspaceId, ['workflows', 'runs']);
  context.services.nudge();
  const [current] = await describeVersions(context, [answer.current]);
  if (!current) throw new Error('A version taken back to was described as nothing.');
  return { current, started: answer.started, runs: runs.map(toRunRow) };
});

const sincePublish = member.versions.sincePublish.handler(async ({ context, input, errors }) => {
  const { workflowId, versionId } = input;
  const found = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const version = await readVersion(tx, input);
    const since = version && (await readTakeBack(tx, workflowId, { withinMs: TAKE_BACK_MS }));
    if (!version || !since) return null;
    const current = since.currentVersionId === versionId;
    const counts = await sinceOn(tx, versionId, current ? since.since : null);
    return { ...counts, takeBackUntil: current && since.open ? since.until : null };
  });
  if (!found) throw errors['not-found']();
  return found;
});

const compare = member.versions.compare.handler(async ({ context, input, errors }) => {
  const { workflowId, versionId, to } = input;
  const { db, catalog } = context.services;
  const changes = await db.inWorkspace(context.workspaceId, async (tx) => {
    const graphOf = async (id: string): Promise<Graph | undefined> =>
      (await readVersion(tx, { workflowId, versionId: id }))?.graph;
    const [from, other] = [
      await graphOf(versionId),
      to ? await graphOf(to) : (await readWorkflow(tx, workflowId))?.draft,
    ];
    return from && other ? versionChanges(readableGraph(from), readableGraph(other), catalog, await namesIn(tx)) : null;
  });
  if (!changes) throw errors['not-found']();
  return { changes };
});

const compareGraphs = member.versions.compareGraphs.handler(async ({ context, input, errors }) => {
  const [from, to] = [soundGraph(input.from), soundGraph(input.to)];
  const { db, catalog } = context.services;
  const changes = await db.inWorkspace(context.workspaceId, async (tx) =>
    (await readWorkflow(tx, input.workflowId)) ? versionChanges(from, to, catalog, await namesIn(tx)) : null,
  );
  if (!changes) throw errors['not-found']();
  return { changes };
});

const restore = member.versions.restore.handler(async ({ context, input, errors }) => {
  const answer = await context.services.db.inWorkspace(context.workspaceId, (tx) =>
    restoreVersion(tx, { ...input, actor: context.user.id }),
  );
  if (answer.kind === 'not-found') throw errors['not-found']();
  if (answer.kind === 'draft-changed')
    throw errors['draft-changed']({ data: { theirs: await describeDraft(context, answer.workflow) } });
  context.services.announcer.announce(context.workspaceId, ['workflows']);
  return { revision: answer.revision, savedAt: answer.savedAt };
});

const schedule = member.versions.schedule.handler(async ({ context, input, errors }) => {
  const { id: actor, name: actorName } = context.user;
  const answer = await context.services.db.inWorkspace(context.workspaceId, (tx) =>
    schedulePublish(tx, context.services, { ...input, actor, actorName }),
  );
  switch (answer.kind) {
    case 'not-found':
      throw errors['not-found']();
    case 'draft-changed':
      throw errors['draft-changed']({ data: { theirs: await describeDraft(context, answer.workflow) } });
    case 'not-publishable':
      throw errors['not-publishable']({ data: { diagnostics: answer.diagnostics } });
    case 'bad-choice':
      throw errors['bad-choice']({ message: answer.message });
    case 'time-past':
      throw errors['time-past']();
    case 'scheduled':
      context.services.announcer.announce(context.workspaceId, ['workflows']);
      return { at: answer.at };
    default:
      return answer satisfies never;
  }
});

const scheduled = member.versions.scheduled.handler(async ({ context, input, errors }) => {
  const found = await context.services.db.inWorkspace(context.workspaceId, async (tx) =>
    (await readWorkflow(tx, input.workflowId)) ? { kept: await readScheduled(tx, input.workflowId) } : null,
  );
  if (!found) throw errors['not-found']();
  if (!found.kept) return { scheduled: null };
  const { at, revision, failed, actor, actorName } = found.kept;
  return { scheduled: { at, revision, failed, by: { id: actor, name: actorName } } };
});

const unschedule = member.versions.unschedule.handler(async ({ context, input, errors }) => {
  const unscheduled = await context.services.db.inWorkspace(context.workspaceId, async (tx) =>
    (await readWorkflow(tx, input.workflowId)) ? unschedulePublish(tx, input.workflowId, context.user.id) : null,
  );
  if (unscheduled === null) throw errors['not-found']();
  context.services.announcer.announce(context.workspaceId, ['workflows']);
  return { unscheduled };
});

export const publishing = {
  preview,
  publish,
  takeBack,
  sincePublish,
  compare,
  compareGraphs,
  restore,
  schedule,
  scheduled,
  unschedule,
};
