import { MAY_DRAW } from '@trellis/shared/api/roles.ts';
import type { Draft, Version, Workflow, WorkflowRow, WorkflowStatus } from '@trellis/shared/api/workflows.ts';
import { emptyGraph, type Graph } from '@trellis/shared/graph/graph.ts';
import { canonicalJson } from '@trellis/shared/plan/canonical.ts';
import { writeAudit } from '../../db/queries/audit.ts';
import { readClock } from '../../db/queries/clock.ts';
import { readVersion, type VersionRow } from '../../db/queries/publishing.ts';
import {
  countWorkflows,
  insertWorkflow,
  listWorkflows,
  readWorkflow,
  renameWorkflow,
  updateDraft,
  type WorkflowListRow,
  type WorkflowRecord,
} from '../../db/queries/workflows.ts';
import { secretNames } from '../../secrets/use-secrets.ts';
import { templateChecks } from '../../workflows/check-templates.ts';
import { diagnose as diagnoseGraph } from '../../workflows/publish.ts';
import { changeStatus } from '../../workflows/status.ts';
import { type MemberContext, member, type RequestContext } from '../context.ts';
import { readableGraph, soundGraph } from '../graphs.ts';
import { peopleOf } from '../people.ts';

type Context = RequestContext & MemberContext;

const DAYS = 30;

const list = member.workflows.list.handler(async ({ context, input }) => {
  const { db, catalog } = context.services;
  const { rows, counts } = await db.inWorkspace(context.workspaceId, async (tx) => {
    const { now } = await readClock(tx, tx.workspaceId);
    return { rows: await listWorkflows(tx, { now, ...input }), counts: await countWorkflows(tx) };
  });
  const people = await peopleOf(
    db,
    rows.map(({ savedBy }) => savedBy),
  );
  const isTrigger = (type: string) => catalog.get(type)?.definition.starts !== undefined;
  const items = rows.map(({ draft, versionGraph, entries, savedAt, savedBy, ...row }: WorkflowListRow): WorkflowRow => {
    const entriesPerDay = Array.from({ length: DAYS }, (_, index) => entries[DAYS - 1 - index] ?? 0);
    return {
      ...row,
      triggers: readableGraph(draft)
        .nodes.filter(({ type }) => isTrigger(type))
        .map(({ name }) => name),
      draftAhead: isAhead(draft, versionGraph),
      entered: entriesPerDay.reduce((sum, day) => sum + day, 0),
      entriesPerDay,
      lastChange: { at: savedAt, by: people(savedBy) },
    };
  });
  return { items, counts };
});

const create = member.workflows.create.handler(async ({ context, input }) => {
  const draft = soundGraph(input.graph ?? emptyGraph());
  const record = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const id = await insertWorkflow(tx, { name: input.name, draft, savedBy: context.user.id });
    await writeAudit(tx, {
      actor: context.user.id,
      action: 'workflow.create',
      subjectKind: 'workflow',
      subjectId: id,
      change: { name: input.name },
    });
    return readWorkflow(tx, id);
  });
  if (!record) throw new Error('A new workflow was not found in the transaction that made it.');
  context.services.announcer.announce(context.workspaceId, ['workflows']);
  return describe(context, record, null);
});

const get = member.workflows.get.handler(async ({ context, input, errors }) => {
  const found = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const record = await readWorkflow(tx, input.workflowId);
    const versionId = record?.currentVersionId;
    return (
      record && { record, version: versionId ? await readVersion(tx, { workflowId: record.id, versionId }) : null }
    );
  });
  if (!found) throw errors['not-found']();
  return describe(context, found.record, found.version);
});

const saveDraft = member.workflows.saveDraft.handler(async ({ context, input, errors }) => {
  const { workflowId, baseRevision } = input;
  const draft = soundGraph(input.graph);
  const { saved, theirs, version } = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const done = await updateDraft(tx, { id: workflowId, draft, baseRevision, savedBy: context.user.id });
    const versionId = done?.currentVersionId;
    return {
      saved: done,
      theirs: done ? null : await readWorkflow(tx, workflowId),
      version: versionId ? await readVersion(tx, { workflowId, versionId }) : null,
    };
  });
  if (saved) {
    context.services.announcer.announce(context.workspaceId, ['workflows']);
    return { revision: saved.revision, savedAt: saved.savedAt, draftAhead: isAhead(draft, version?.graph ?? null) };
  }
  if (!theirs) throw errors['not-found']();
  throw errors['draft-changed']({ data: { theirs: await describeDraft(context, theirs) } });
});

const rename = member.workflows.rename.handler(async ({ context, input, errors }) => {
  const { workflowId, name } = input;
  const done = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const renamed = await renameWorkflow(tx, { id: workflowId, name });
    if (renamed)
      await writeAudit(tx, {
        actor: context.user.id,
        action: 'workflow.rename',
        subjectKind: 'workflow',
        subjectId: workflowId,
        change: { name },
      });
    return renamed;
  });
  if (!done) throw errors['not-found']();
  context.services.announcer.announce(context.workspaceId, ['workflows']);
  return { id: workflowId, name };
});

const diagnose = member.workflows.diagnose.handler(async ({ context, input, errors }) => {
  const { db, catalog, renderer } = context.services;
  const graph = soundGraph(input.graph);
  const extraChecks = await templateChecks(catalog, renderer, graph, await secretNames(db, context.workspaceId));
  const compiled = await db.inWorkspace(context.workspaceId, async (tx) =>
    (await readWorkflow(tx, input.workflowId)) ? diagnoseGraph(tx, catalog, graph, extraChecks) : null,
  );
  if (!compiled) throw errors['not-found']();
  return { diagnostics: compiled.diagnostics, hash: compiled.hash ?? null };
});

const setStatus = member.workflows.setStatus.handler(async ({ context, input, errors }) => {
  const { workflowId, status, reason, runs, ...choices } = input;
  const answer = await context.services.db.inWorkspace(context.workspaceId, (tx) =>
    changeStatus(tx, {
      workflowId,
      status,
      actor: context.user.id,
      ...(reason ? { reason } : {}),
      ...(runs ? { runs } : {}),
      ...choices,
    }),
  );
  if (answer.kind === 'not-found') throw errors['not-found']();
  if (answer.kind === 'not-possible')
    throw errors['status-not-possible']({ message: answer.text, data: { status: answer.status } });
  context.services.nudge();
  context.services.announcer.announce(context.workspaceId, ['workflows', 'runs', 'pauses']);
  return { id: workflowId, status };
});

export const workflows = { list, create, get, saveDraft, rename, diagnose, setStatus };

/** Positions, notes and names of a drawing are part of it: what is drawn differently is a draft ahead, though publishing may find the plan unchanged. */
function isAhead(draft: Graph, published: Graph | null): boolean {
  return published === null || canonicalJson(draft) !== canonicalJson(published);
}

export async function describeDraft({ services }: Context, record: WorkflowRecord): Promise<Draft> {
  const people = await peopleOf(services.db, [record.savedBy]);
  return {
    graph: readableGraph(record.draft),
    revision: record.revision,
    savedAt: record.savedAt,
    savedBy: people(record.savedBy),
  };
}

async function describe(
  context: Context,
  record: WorkflowRecord,
  version: (VersionRow & { graph: Graph }) | null,
): Promise<Workflow> {
  return {
    id: record.id,
    name: record.name,
    status: record.status as WorkflowStatus,
    draft: await describeDraft(context, record),
    currentVersion: (version && (await describeVersions(context, [version]))[0]) || null,
    draftAhead: isAhead(record.draft, version?.graph ?? null),
    canEdit: MAY_DRAW.includes(context.role),
  };
}

export async function describeVersions({ services }: Context, rows: readonly VersionRow[]): Promise<Version[]> {
  const people = await peopleOf(
    services.db,
    rows.map(({ publishedBy }) => publishedBy),
  );
  return rows.map(({ id, number, hash, publishedAt, publishedBy, active, current }) => {
    return { id, number, hash, publishedAt, publishedBy: people(publishedBy), active, current };
  });
}
