import type { EventDoor } from '@trellis/shared/node/decision.ts';
import type { RunState } from '@trellis/shared/runtime/state.ts';
import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { createdAt, id, instant, workspaceId } from './columns.ts';
import { events, leads } from './leads.ts';
import { workflows, workflowVersions } from './workflows.ts';

/*
 * active ◀──pause, resume──▶ paused     active ──fault──▶ parked ──retry──▶ active
 * any of them ──▶ ended (with a reason, for ever)
 */
export const RUN_STATUS = ['active', 'paused', 'parked', 'ended'] as const;

export const runs = pgTable(
  'runs',
  {
    id: id(),
    workspaceId: workspaceId(),
    leadId: uuid('lead_id')
      .notNull()
      .references(() => leads.id),
    workflowId: uuid('workflow_id')
      .notNull()
      .references(() => workflows.id),
    versionId: uuid('version_id')
      .notNull()
      .references(() => workflowVersions.id),
    status: text('status', { enum: RUN_STATUS }).notNull().default('active'),
    /** For parked: the cause's code; for ended: the reason (shared/node/decision.ts END_REASONS). */
    reason: text('reason'),
    state: jsonb('state').$type<RunState>().notNull(),
    /** Number of the last recorded decision. */
    stepNo: integer('step_no').notNull().default(0),
    /** The highest number for which a wake-up was put into the outbox. */
    wokenN: integer('woken_n').notNull().default(-1),
    triggerEventId: uuid('trigger_event_id').references(() => events.id),
    /** The run that a person began anew by this one. */
    restartOf: uuid('restart_of'),
    /** What re-entry is counted by; '' where the lead alone counts. Null once ended: the unique index frees the place. */
    activeKey: text('active_key'),
    /** Earliest deadline in REAL time; null while nothing is due by time. Found overdue by the sweep. */
    dueAt: instant('due_at'),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at'),
    /** The move (db/schema/moves.ts) that takes it to another version when it leaves its node. */
    nextMove: uuid('next_move'),
    movedAt: instant('moved_at').notNull().default(sql`now()`),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('runs_trigger').on(t.workflowId, t.leadId, t.triggerEventId).where(sql`restart_of is null`),
    uniqueIndex('runs_one_active').on(t.workflowId, t.leadId, t.activeKey).where(sql`active_key is not null`),
    index('runs_lead').on(t.workspaceId, t.leadId, t.id.desc()),
    index('runs_workflow').on(t.workspaceId, t.workflowId, t.status, t.id.desc()),
    index('runs_entered').on(t.workspaceId, t.workflowId, t.startedAt),
    index('runs_due').on(t.dueAt).where(sql`status = 'active' and due_at is not null`),
    index('runs_unmoved').on(t.movedAt).where(sql`status = 'active' and due_at is null`),
  ],
);

/** Open waits; deadlines in workspace time. */
export const runWaits = pgTable(
  'run_waits',
  {
    workspaceId: workspaceId(),
    runId: uuid('run_id')
      .notNull()
      .references(() => runs.id),
    token: integer('token').notNull(),
    versionId: uuid('version_id').notNull(),
    node: text('node').notNull(),
    kind: text('kind', { enum: ['wait', 'retry'] }).notNull(),
    since: instant('since').notNull(),
    deadline: instant('deadline'),
    doors: jsonb('doors').$type<EventDoor[]>().notNull(),
    clockVersion: integer('clock_version').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.token] }),
    index('run_waits_node').on(t.workspaceId, t.versionId, t.node, t.deadline),
  ],
);

/** The log: one row per recorded decision, never updated. Times are workspace time. */
export const runSteps = pgTable(
  'run_steps',
  {
    workspaceId: workspaceId(),
    runId: uuid('run_id')
      .notNull()
      .references(() => runs.id),
    stepNo: integer('step_no').notNull(),
    versionId: uuid('version_id').notNull(),
    token: integer('token').notNull(),
    node: text('node').notNull(),
    visit: integer('visit').notNull(),
    /** rest: came to a wait or an effect · left: took a port · ended · parked · control: a person */
    kind: text('kind', { enum: ['rest', 'left', 'ended', 'parked', 'control'] }).notNull(),
    cause: text('cause').notNull(),
    port: text('port'),
    toNode: text('to_node'),
    text: text('text').notNull(),
    inputs: jsonb('inputs').$type<Record<string, unknown>>(),
    outcome: text('outcome'),
    consumedEventId: uuid('consumed_event_id'),
    openedAt: instant('opened_at').notNull(),
    at: instant('at').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.stepNo] }),
    uniqueIndex('run_steps_consumed').on(t.runId, t.consumedEventId).where(sql`consumed_event_id is not null`),
    index('run_steps_counts')
      .on(t.workspaceId, t.versionId, t.node, t.port)
      .where(sql`port is not null or kind = 'ended'`),
  ],
);

/*
 * claimed ──gate──▶ transmitting ──▶ accepted | failed | unknown
 *    │  ▲               └── retry: back to claimed, attempts + 1
 *    └──┴▶ withheld (final), or back to claimed at the same visit when a pause lifts
 */
export const EFFECT_STATES = ['claimed', 'transmitting', 'accepted', 'failed', 'unknown', 'withheld'] as const;
export type EffectState = (typeof EFFECT_STATES)[number];

/** One row per effect of a run; the key is unique for ever, so that nothing is done twice. */
export const effects = pgTable(
  'effects',
  {
    /** `run:node:visit` */
    key: text('key').primaryKey(),
    workspaceId: workspaceId(),
    runId: uuid('run_id')
      .notNull()
      .references(() => runs.id),
    leadId: uuid('lead_id')
      .notNull()
      .references(() => leads.id),
    node: text('node').notNull(),
    token: integer('token').notNull(),
    visit: integer('visit').notNull(),
    kind: text('kind').notNull(),
    place: text('place').notNull(),
    /** `runs.step_no` at the claim; the gate and the settling transaction require it still to be so. */
    stepNo: integer('step_no').notNull(),
    state: text('state', { enum: EFFECT_STATES }).notNull().default('claimed'),
    fence: uuid('fence').notNull(),
    formerFences: uuid('former_fences').array().notNull().default(sql`'{}'::uuid[]`),
    attempts: integer('attempts').notNull().default(1),
    code: text('code'),
    output: jsonb('output').$type<Record<string, unknown>>(),
    claimedAt: instant('claimed_at').notNull().default(sql`now()`),
    transmittingAt: instant('transmitting_at'),
    settledAt: instant('settled_at'),
  },
  (t) => [
    uniqueIndex('effects_open').on(t.runId, t.token).where(sql`state in ('claimed','transmitting')`),
    index('effects_run').on(t.runId),
  ],
);

/** What an effect that sends a message adds: the ledger. Times in workspace time unless named real. */
export const sends = pgTable(
  'sends',
  {
    /** Equal to effects.key. */
    key: text('key')
      .primaryKey()
      .references(() => effects.key),
    /** Short id that stands in tracked links. */
    id: uuid('id').notNull().unique(),
    workspaceId: workspaceId(),
    leadId: uuid('lead_id')
      .notNull()
      .references(() => leads.id),
    runId: uuid('run_id')
      .notNull()
      .references(() => runs.id),
    workflowId: uuid('workflow_id').notNull(),
    node: text('node').notNull(),
    channel: text('channel', { enum: ['email', 'sms'] }).notNull(),
    messageId: text('message_id').notNull().unique(),
    subject: text('subject'),
    html: text('html'),
    body: text('body'),
    links: jsonb('links').$type<{ tag: string; url: string; text: string }[]>().notNull().default([]),
    providerId: text('provider_id'),
    /** When the message began: the gate's commit. */
    sentAt: instant('sent_at'),
    openedAt: instant('opened_at'),
    clickedAt: instant('clicked_at'),
    repliedAt: instant('replied_at'),
    bouncedAt: instant('bounced_at'),
    complainedAt: instant('complained_at'),
    createdAt: createdAt(),
  },
  (t) => [index('sends_lead').on(t.workspaceId, t.leadId, t.id.desc()), index('sends_run').on(t.runId)],
);

/** Runs that did not start, and events that did not count, with the reason. */
export const nearMisses = pgTable(
  'near_misses',
  {
    id: id(),
    workspaceId: workspaceId(),
    leadId: uuid('lead_id')
      .notNull()
      .references(() => leads.id),
    workflowId: uuid('workflow_id').notNull(),
    runId: uuid('run_id'),
    node: text('node').notNull(),
    eventId: uuid('event_id').notNull(),
    code: text('code').notNull(),
    text: text('text').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [
    index('near_misses_lead').on(t.workspaceId, t.leadId, t.id.desc()),
    index('near_misses_newest').on(t.workspaceId, t.id.desc()),
    index('near_misses_event').on(t.eventId),
  ],
);

/** What a commit owes to the world outside Postgres: delivered at least once, in no order, then deleted. */
export const outbox = pgTable(
  'outbox',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    workspaceId: workspaceId(),
    kind: text('kind', { enum: ['route', 'start', 'wake', 'confirm', 'import', 'control', 'move'] }).notNull(),
    /** The first event's id for route, an opt-in's for confirm, an import's for import, a control job's for control, a move's for move, a run's for the others. */
    subjectId: uuid('subject_id').notNull(),
    /** route: all events of the row, in the order they came. */
    eventIds: uuid('event_ids').array(),
    /** wake: the number of the rest it interrupts. */
    n: integer('n'),
    /** start: where the first stretch begins. */
    place: text('place'),
    /** start: the run may have had a Temporal execution before (restart, rehydrate). */
    again: boolean('again').notNull().default(false),
    dueAt: instant('due_at').notNull().default(sql`now()`),
    attempts: integer('attempts').notNull().default(0),
    lastError: text('last_error'),
  },
  (t) => [index('outbox_due').on(t.dueAt, t.id)],
);

/** What the embedded mailbox received (sandbox only). */
export const mailbox = pgTable(
  'mailbox',
  {
    id: id(),
    workspaceId: workspaceId(),
    sendKey: text('send_key'),
    recipient: text('recipient').notNull(),
    sender: text('sender').notNull(),
    subject: text('subject').notNull(),
    messageId: text('message_id'),
    headers: jsonb('headers').$type<{ name: string; value: string }[]>().notNull(),
    html: text('html'),
    body: text('body').notNull(),
    raw: text('raw').notNull(),
    size: bigint('size', { mode: 'number' }).notNull(),
    seenAt: instant('seen_at'),
    receivedAt: instant('received_at').notNull(),
  },
  (t) => [index('mailbox_newest').on(t.workspaceId, t.id.desc()), index('mailbox_send').on(t.sendKey)],
);
