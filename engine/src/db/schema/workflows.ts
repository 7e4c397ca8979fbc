import type { Graph } from '@trellis/shared/graph/graph.ts';
import type { TriggerRule } from '@trellis/shared/node/definition.ts';
import type { Plan } from '@trellis/shared/plan/plan.ts';
import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, instant, workspaceId } from './columns.ts';

/*
 * A workflow: draft ──publish──▶ live ◀──▶ paused; live, paused ──▶ stopped ──▶ archived.
 * draft: never published. paused: nobody enters, runs rest. stopped: nobody enters, runs may finish.
 */
export const WORKFLOW_STATUS = ['draft', 'live', 'paused', 'stopped', 'archived'] as const;

export const workflows = pgTable(
  'workflows',
  {
    id: id(),
    workspaceId: workspaceId(),
    name: text('name').notNull(),
    status: text('status', { enum: WORKFLOW_STATUS }).notNull().default('draft'),
    draft: jsonb('draft').$type<Graph>().notNull(),
    /** Raised by each save; a save names the revision it started from, and a second one gets a conflict. */
    draftRevision: integer('draft_revision').notNull().default(1),
    draftSavedAt: instant('draft_saved_at').notNull(),
    draftSavedBy: text('draft_saved_by').notNull(),
    currentVersionId: uuid('current_version_id'),
    /** Since when the version is current (real time), and what was before it: for so long as a publish can be taken back. */
    currentSince: instant('current_since'),
    formerVersionId: uuid('former_version_id'),
    formerStatus: text('former_status', { enum: WORKFLOW_STATUS }),
    createdAt: createdAt(),
  },
  (t) => [index('workflows_workspace').on(t.workspaceId, t.id.desc())],
);

/** Immutable. */
export const workflowVersions = pgTable(
  'workflow_versions',
  {
    id: id(),
    workspaceId: workspaceId(),
    workflowId: uuid('workflow_id')
      .notNull()
      .references(() => workflows.id),
    number: integer('number').notNull(),
    graph: jsonb('graph').$type<Graph>().notNull(),
    plan: jsonb('plan').$type<Plan>().notNull(),
    hash: text('hash').notNull(),
    publishedBy: text('published_by').notNull(),
    publishedAt: createdAt(),
  },
  (t) => [uniqueIndex('workflow_versions_number').on(t.workflowId, t.number)],
);

/** event: found by name · scan: by the clock (db/schema/pacing.ts) · webhook: by its token · manual: by a person or a bulk */
export const TRIGGER_KINDS = ['event', 'manual', 'scan', 'webhook'] as const;

/** The index by which routing finds what an event may start: rows of the current versions only. */
export const workflowTriggers = pgTable(
  'workflow_triggers',
  {
    workspaceId: workspaceId(),
    workflowId: uuid('workflow_id')
      .notNull()
      .references(() => workflows.id),
    versionId: uuid('version_id')
      .notNull()
      .references(() => workflowVersions.id),
    nodeId: text('node_id').notNull(),
    kind: text('kind', { enum: TRIGGER_KINDS }).notNull(),
    /** Event name, or a name ending in `*`. */
    event: text('event'),
    rule: jsonb('rule').$type<TriggerRule>(),
  },
  (t) => [
    primaryKey({ columns: [t.workflowId, t.nodeId] }),
    index('workflow_triggers_event').on(t.workspaceId, t.kind, t.event),
  ],
);

/** The address of a step that other systems call. It is there before the first publish and stays from version to version. */
export const hooks = pgTable(
  'hooks',
  {
    workspaceId: workspaceId(),
    workflowId: uuid('workflow_id')
      .notNull()
      .references(() => workflows.id),
    nodeId: text('node_id').notNull(),
    /** What stands in the address; whoever knows it may call. */
    token: text('token').notNull(),
    createdAt: createdAt(),
    /** The latest call, workspace time, and what became of it (intake/hooks.ts); null before the first. */
    lastAt: instant('last_at'),
    lastCode: text('last_code'),
  },
  (t) => [primaryKey({ columns: [t.workflowId, t.nodeId] }), uniqueIndex('hooks_token').on(t.token)],
);
